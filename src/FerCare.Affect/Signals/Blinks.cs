namespace FerCare.Affect.Signals;

/// <summary>One closing and opening of the eyes.</summary>
/// <param name="TimeMs">When the eyes closed, milliseconds of the session.</param>
/// <param name="DurationMs">Time under the closing threshold, interpolated between frames.</param>
/// <param name="Lowest">Smallest eye aspect ratio seen in it.</param>
/// <param name="SinceLastMs">Time since the blink before, milliseconds; null where the eyes were not seen all the while.</param>
public readonly record struct Blink(double TimeMs, double DurationMs, double Lowest, double? SinceLastMs);

/// <summary>The blinks of a series of eye aspect ratios (Soukupova and Cech 2016), with a personal threshold.</summary>
/// <param name="Seen">The blinks, in order.</param>
/// <param name="OpenMedian">The personal open median; null where too little was seen and the fallback threshold was used.</param>
/// <param name="ClosedMedian">The personal eye aspect ratio of closed eyes: median of the blinks' lowest; null after too few blinks.</param>
/// <param name="WatchedSeconds">Time in which a blink could not be missed.</param>
/// <param name="FrameRate">Frames per second while the eyes were visible.</param>
public sealed record Blinks(IReadOnlyList<Blink> Seen, double? OpenMedian, double? ClosedMedian, double WatchedSeconds, double FrameRate)
{
    /// <summary>Finds the blinks in valid frames with both eyes; nothing is said about whether the frame rate suffices.</summary>
    public static Blinks Of(IReadOnlyList<FrameSample> frames, SignalOptions options) => Of(EyeRatios.Of([.. frames]), options);

    /// <summary>The same from the ratios of the eyes.</summary>
    internal static Blinks Of(EyeRatios eyes, SignalOptions options)
    {
        var stretches = eyes.Stretches(HeldBreak(options));
        var spanMs = stretches.Sum(s => s[^1].TimeMs - s[0].TimeMs);
        var intervals = stretches.Sum(s => s.Count - 1);
        var open = spanMs >= options.MinimumOpenSeconds * 1000 ? OpenMedianOf(stretches, options) : (double?)null;
        var threshold = open * options.ClosedShare ?? options.ClosedFallback;

        var watched = eyes.Stretches(options.LongestBlinkBreakMs);
        Blink[] blinks = [.. watched.SelectMany(s => InStretch(s, threshold, options))];
        var closed = blinks.Length >= options.MinimumBlinks ? Medians.Of([.. blinks.Select(b => b.Lowest)]) : (double?)null;
        return new(blinks, open, closed, watched.Sum(s => s[^1].TimeMs - s[0].TimeMs) / 1000.0, spanMs > 0 ? intervals * 1000.0 / spanMs : 0);
    }

    /// <summary>The frame rate is taken over everything up to the longest time a sample speaks for, so that a slow camera reads as slow and not as absent.</summary>
    private static long HeldBreak(SignalOptions options) => Math.Max(Timeline.HeldTime.LongestMs, options.LongestBlinkBreakMs);

    private static double OpenMedianOf(List<ArraySegment<Moment>> stretches, SignalOptions options)
    {
        var ratios = new double[stretches.Sum(s => s.Count)];
        var count = 0;
        foreach (var stretch in stretches) foreach (ref readonly var moment in stretch.AsSpan()) ratios[count++] = moment.Value;
        var least = Medians.OfDisordering(ratios) * options.ClosedShare;
        var open = 0;
        foreach (var ratio in ratios) if (ratio >= least) ratios[open++] = ratio;
        return Medians.OfDisordering(ratios.AsSpan(0, open));
    }

    private static IEnumerable<Blink> InStretch(ArraySegment<Moment> stretch, double threshold, SignalOptions options)
    {
        double? lastMs = null;
        foreach (var closure in Closures.Under(stretch, threshold, options.FlickerMs))
        {
            if (closure.DurationMs < options.ShortestBlinkMs || closure.DurationMs > options.LongestBlinkMs) continue;
            yield return new Blink(closure.FromMs, closure.DurationMs, closure.Lowest, closure.FromMs - lastMs);
            lastMs = closure.FromMs;
        }
    }
}
