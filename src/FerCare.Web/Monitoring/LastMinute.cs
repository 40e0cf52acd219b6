using FerCare.Affect;

namespace FerCare.Web.Monitoring;

/// <summary>The last sixty seconds of a session, one point each. Not thread-safe.</summary>
public sealed class LastMinute
{
    private const int Seconds = 60;
    private readonly EmotionProbabilities?[] points = new EmotionProbabilities?[Seconds];
    private long newest = -1;

    /// <summary>Takes the smoothed probabilities of a moment; the last of a second stays.</summary>
    public void Take(long timeMs, EmotionProbabilities? smoothed)
    {
        Reach(timeMs / 1000);
        if (smoothed is not null && timeMs / 1000 > newest - Seconds) points[timeMs / 1000 % Seconds] = smoothed;
    }

    /// <summary>The points up to a moment, oldest first; seconds in which nothing came hold null.</summary>
    public IReadOnlyList<LivePoint> UpTo(long timeMs)
    {
        Reach(timeMs / 1000);
        var first = Math.Max(0, newest - Seconds + 1);
        return [.. Enumerable.Range(0, (int)(newest - first + 1)).Select(i => new LivePoint((first + i) * 1000, points[(first + i) % Seconds]))];
    }

    /// <summary>Starts afresh.</summary>
    public void Clear()
    {
        Array.Clear(points);
        newest = -1;
    }

    private void Reach(long second)
    {
        for (var skipped = Math.Max(newest + 1, second - Seconds + 1); skipped <= second; skipped++) points[skipped % Seconds] = null;
        newest = Math.Max(newest, second);
    }
}
