using System.Globalization;
using System.Text;
using FerCare.Affect;
using FerCare.Reports;
using FerCare.Web.Monitoring;

namespace FerCare.Web.Live;

/// <summary>Ten seconds of the last minute.</summary>
/// <param name="Means">Mean probabilities of the seconds that were read, in stacking order; null where none was.</param>
public sealed record TenSeconds(long FromMs, IReadOnlyList<double>? Means);

/// <summary>Draws the last minute: one closed path per emotion, in steps of a second, interrupted where nothing was read.</summary>
public static class StackedMinute
{
    public const int Width = 600;
    public const int Height = 180;
    private const int Seconds = 60;
    private const double Step = (double)Width / Seconds;

    /// <summary>Paths in stacking order, from the bottom; the newest second ends at the right edge.</summary>
    public static IReadOnlyList<(Emotion Emotion, string Path)> Areas(IReadOnlyList<LivePoint> points)
    {
        if (points.Count == 0) return [];
        var end = points[^1].TimeMs + 1000;
        var paths = EmotionPalette.StackOrder.ToDictionary(e => e, _ => new StringBuilder());
        foreach (var point in points)
        {
            if (point.Emotions is not { } emotions) continue;
            var left = Width - (end - point.TimeMs) / 1000.0 * Step;
            if (left < -Step) continue;
            var bottom = (double)Height;
            foreach (var emotion in EmotionPalette.StackOrder)
            {
                var top = bottom - emotions[emotion] * Height;
                paths[emotion].Append(CultureInfo.InvariantCulture, $"M{left:0.#} {bottom:0.#}V{top:0.#}H{left + Step + 0.3:0.#}V{bottom:0.#}Z");
                bottom = top;
            }
        }

        return [.. EmotionPalette.StackOrder.Select(e => (e, paths[e].ToString()))];
    }

    /// <summary>The same as figures, oldest first.</summary>
    public static IReadOnlyList<TenSeconds> Parts(IReadOnlyList<LivePoint> points) => [.. points.GroupBy(p => p.TimeMs / 10_000).OrderBy(g => g.Key).Select(g =>
    {
        var read = g.Select(p => p.Emotions).OfType<EmotionProbabilities>().ToList();
        return new TenSeconds(g.Key * 10_000, read.Count == 0 ? null : [.. EmotionPalette.StackOrder.Select(e => read.Average(p => (double)p[e]))]);
    })];

    /// <summary>The strokes that tell an emotion's area from the others where colours do not, on a tile of 8 by 8; those of the review's timeline.</summary>
    public static string Strokes(Emotion emotion) => emotion switch
    {
        Emotion.Happy => "M-2 2L2 -2M0 8L8 0M6 10L10 6",
        Emotion.Surprise => "M1.7 2h0.6M5.7 6h0.6",
        Emotion.Sad => "M0 4H8",
        Emotion.Disgust => "M0 4H8M4 0V8",
        Emotion.Fear => "M4 0V8",
        Emotion.Angry => "M-2 6L2 10M0 0L8 8M6 -2L10 2",
        _ => "",
    };
}
