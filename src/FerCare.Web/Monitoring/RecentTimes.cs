namespace FerCare.Web.Monitoring;

/// <summary>The latest of many times, so that their percentiles can be told: at most so many, and none older than half a minute. Thread-safe.</summary>
public sealed class RecentTimes(TimeProvider time)
{
    /// <summary>At 250 frames a second eight seconds; on a quiet server all of the last half minute.</summary>
    private const int Most = 2048;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly (long At, double Seconds)[] ring = new (long, double)[Most];
    private readonly Lock gate = new();
    private long count;

    public void Add(TimeSpan took)
    {
        lock (gate) ring[count++ % Most] = (time.GetTimestamp(), took.TotalSeconds);
    }

    /// <summary>The time that this share of the recent ones does not exceed; null without any.</summary>
    public TimeSpan? At(double share)
    {
        double[] recent;
        lock (gate) recent = [.. ring.Take((int)Math.Min(count, Most)).Where(r => time.GetElapsedTime(r.At) <= Kept).Select(r => r.Seconds)];
        if (recent.Length == 0) return null;
        Array.Sort(recent);
        return TimeSpan.FromSeconds(recent[Math.Clamp((int)Math.Ceiling(share * recent.Length) - 1, 0, recent.Length - 1)]);
    }
}
