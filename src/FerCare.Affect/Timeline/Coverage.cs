namespace FerCare.Affect.Timeline;

/// <summary>How much of a session could be used.</summary>
/// <param name="ValidShare">Valid share of the observed time, 0..1; 0 where nothing was observed.</param>
/// <param name="ValidSeconds">Time covered by valid frames, seconds.</param>
/// <param name="ObservedSeconds">Length of the session less its pauses and lost connections, seconds.</param>
public readonly record struct Coverage(double ValidShare, double ValidSeconds, double ObservedSeconds)
{
    /// <summary>The coverage of a whole session.</summary>
    public static Coverage Of(SessionSeries series)
    {
        var observedMs = series.DurationMs - series.GapMs(new(0, series.DurationMs));
        var held = HeldTime.Of([.. series.Frames.Select(f => f.TimeMs)], series.Gaps, series.DurationMs);
        var validMs = series.Frames.Select((f, i) => f.Quality.IsValid() ? held[i] : 0).Sum();
        return new(observedMs > 0 ? Math.Min(1, (double)validMs / observedMs) : 0, validMs / 1000.0, observedMs / 1000.0);
    }
}
