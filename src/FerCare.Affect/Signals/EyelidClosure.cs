using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>PERCLOS P80 of one window.</summary>
/// <param name="Span">Where it lies; the last window of a session may be shorter.</param>
/// <param name="Share">Share of the watched time with openness of 20 % or less in closures of 500 ms or more; null where less than half of the window was watched.</param>
/// <param name="ReadsAsDrowsiness">The share is above the limit: a sign of drowsiness, not of mood (Abe 2023).</param>
public sealed record EyelidClosureWindow(TimeSpanMs Span, double? Share, bool ReadsAsDrowsiness);

/// <summary>
/// Percentage of eyelid closure (PERCLOS P80; Abe 2023): openness = (ratio - closed) / (open - closed), open and closed taken from the
/// patient's own median and blinks. Nothing is known of it where the closed ratio is unknown or the camera too slow.
/// </summary>
public sealed class EyelidClosure
{
    private EyelidClosure(IReadOnlyList<Closure> closures, string? withheldBecause)
    {
        Closures = closures;
        WithheldBecause = withheldBecause;
    }

    /// <summary>Why nothing is known; null where something is.</summary>
    public string? WithheldBecause { get; }

    /// <summary>The closures that count, in order.</summary>
    internal IReadOnlyList<Closure> Closures { get; }

    /// <summary>Finds the long closures of a session.</summary>
    internal static EyelidClosure Of(EyeRatios eyes, Blinks blinks, SignalOptions options)
    {
        if (blinks.FrameRate < options.MinimumBlinkFrameRate) return new([], SignalText.Of($"{blinks.FrameRate:0} frames per second, closures need at least {options.MinimumBlinkFrameRate:0}"));
        if (blinks.OpenMedian is not { } open) return new([], SignalText.Of($"open eyes were seen for less than {options.MinimumOpenSeconds:0} s"));
        if (blinks.ClosedMedian is not { } closed || closed >= open) return new([], SignalText.Of($"what closed looks like is unknown: {blinks.Seen.Count} blinks, at least {options.MinimumBlinks} are needed"));
        var level = closed + options.ClosedOpenness * (open - closed);
        return new([.. eyes.Stretches(options.LongestBlinkBreakMs)
            .SelectMany(s => Signals.Closures.Under(s, level, options.FlickerMs, openEnded: true)).Where(c => c.DurationMs >= options.LongestBlinkMs)], null);
    }

    /// <summary>The windows of a session, 60 s each; none where nothing is known.</summary>
    public static IReadOnlyList<EyelidClosureWindow> Windows(SessionSeries series, SignalOptions options)
    {
        var eyes = EyeRatios.Of(series.FramesInOnePiece);
        var closure = Of(eyes, Blinks.Of(eyes, options), options);
        if (closure.WithheldBecause is not null) return [];
        var count = (int)((series.DurationMs + options.EyelidWindowMs - 1) / options.EyelidWindowMs);
        var watched = new double[count];
        foreach (var stretch in eyes.Stretches(options.LongestBlinkBreakMs)) Spread(watched, stretch[0].TimeMs, stretch[^1].TimeMs, options);
        var closed = new double[count];
        foreach (var each in closure.Closures) Spread(closed, each.FromMs, each.ToMs, options);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var span = new TimeSpanMs(i * options.EyelidWindowMs, Math.Min(series.DurationMs, (i + 1) * options.EyelidWindowMs));
            double? share = watched[i] >= options.EyelidWindowMs * options.EyelidWatchedShare ? closed[i] / watched[i] : null;
            return new EyelidClosureWindow(span, share, share > options.DrowsyShare);
        })];
    }

    private static void Spread(double[] windows, double fromMs, double toMs, SignalOptions options)
    {
        for (var i = (int)(fromMs / options.EyelidWindowMs); i < windows.Length && i * options.EyelidWindowMs < toMs; i++)
            windows[i] += Math.Min(toMs, (i + 1) * options.EyelidWindowMs) - Math.Max(fromMs, i * options.EyelidWindowMs);
    }
}
