namespace FerCare.Affect.Signals;

/// <summary>One closing and opening of the eyes.</summary>
/// <param name="TimeMs">When the eyes closed, milliseconds of the session.</param>
/// <param name="DurationMs">Time under the closing threshold, interpolated between frames.</param>
public readonly record struct Blink(double TimeMs, double DurationMs);

/// <summary>The blinks of a series of eye aspect ratios (Soukupova and Cech 2016), with a personal threshold.</summary>
/// <param name="Seen">The blinks, in order.</param>
/// <param name="OpenMedian">The personal open median; null where too little was seen and the fallback threshold was used.</param>
/// <param name="WatchedSeconds">Time in which a blink could not be missed.</param>
/// <param name="FrameRate">Frames per second while the eyes were visible.</param>
public sealed record Blinks(IReadOnlyList<Blink> Seen, double? OpenMedian, double WatchedSeconds, double FrameRate)
{
    /// <summary>Finds the blinks in valid frames with both eyes; nothing is said about whether the frame rate suffices.</summary>
    public static Blinks Of(IReadOnlyList<FrameSample> frames, SignalOptions options)
    {
        var stretches = Stretches.Of(frames, f => f.Quality.IsValid() ? f.EyeAspectRatio : null, HeldBreak(options));
        var ratios = stretches.SelectMany(s => s).Select(p => p.Value).ToArray();
        var spanMs = stretches.Sum(s => s[^1].TimeMs - s[0].TimeMs);
        var intervals = stretches.Sum(s => s.Count - 1);
        var open = spanMs >= options.MinimumOpenSeconds * 1000 ? OpenMedianOf(ratios, options) : (double?)null;
        var threshold = open * options.ClosedShare ?? options.ClosedFallback;

        var watched = Stretches.Of(frames, f => f.Quality.IsValid() ? f.EyeAspectRatio : null, options.LongestBlinkBreakMs);
        var blinks = watched.SelectMany(s => InStretch(s, threshold, options)).ToArray();
        return new(blinks, open, watched.Sum(s => s[^1].TimeMs - s[0].TimeMs) / 1000.0, spanMs > 0 ? intervals * 1000.0 / spanMs : 0);
    }

    /// <summary>The frame rate is taken over everything up to the longest time a sample speaks for, so that a slow camera reads as slow and not as absent.</summary>
    private static long HeldBreak(SignalOptions options) => Math.Max(Timeline.HeldTime.LongestMs, options.LongestBlinkBreakMs);

    private static double OpenMedianOf(double[] ratios, SignalOptions options)
    {
        var all = Stretches.Median(ratios);
        return Stretches.Median([.. ratios.Where(r => r >= all * options.ClosedShare)]);
    }

    private static IEnumerable<Blink> InStretch(IReadOnlyList<Moment> stretch, double threshold, SignalOptions options)
    {
        var closures = new List<(double From, double To)>();
        double? closedAt = null;
        for (var i = 1; i < stretch.Count; i++)
        {
            var (before, now) = (stretch[i - 1], stretch[i]);
            if (before.Value >= threshold && now.Value < threshold) closedAt = Crossing(before, now, threshold);
            if (before.Value >= threshold || now.Value < threshold || closedAt is not { } from) continue;
            var to = Crossing(before, now, threshold);
            if (closures.Count > 0 && from - closures[^1].To <= options.FlickerMs) closures[^1] = (closures[^1].From, to);
            else closures.Add((from, to));
            closedAt = null;
        }

        return closures.Where(c => c.To - c.From >= options.ShortestBlinkMs && c.To - c.From <= options.LongestBlinkMs).Select(c => new Blink(c.From, c.To - c.From));
    }

    private static double Crossing(Moment before, Moment now, double threshold) =>
        before.TimeMs + (now.TimeMs - before.TimeMs) * (threshold - before.Value) / (now.Value - before.Value);
}
