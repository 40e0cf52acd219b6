using System.Globalization;
using System.Text;
using FerCare.Affect;
using FerCare.Reports;
using FerCare.Web.Monitoring;

namespace FerCare.Web.Live;

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
}
