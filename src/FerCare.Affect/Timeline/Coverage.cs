namespace FerCare.Affect.Timeline;

/// <summary>How much of a session could be used.</summary>
/// <param name="ValidShare">Valid share of the observed time, 0..1; 0 where nothing was observed.</param>
/// <param name="ValidSeconds">Time covered by valid frames, seconds.</param>
/// <param name="ObservedSeconds">Length of the session less its pauses and lost connections, seconds.</param>
public readonly record struct Coverage(double ValidShare, double ValidSeconds, double ObservedSeconds)
{
    /// <summary>The coverage of a whole session.</summary>
    public static Coverage Of(SessionSeries series) => Of(series, [new(0, series.DurationMs)]);

    /// <summary>The coverage of some parts of a session; parts that overlap count once.</summary>
    public static Coverage Of(SessionSeries series, IReadOnlyList<TimeSpanMs> parts)
    {
        var spans = TimeSpanMs.Merge(parts);
        var observedMs = spans.Sum(s => s.OverlapMs(new(0, series.DurationMs)) - series.GapMs(s));
        var frames = series.FramesInOnePiece;
        var held = series.FrameHeldMs;
        var validMs = 0L;
        for (var i = 0; i < held.Length; i++)
        {
            ref readonly var frame = ref frames[i];
            if (!frame.Quality.IsValid()) continue;
            var holds = new TimeSpanMs(frame.TimeMs, frame.TimeMs + held[i]);
            for (var s = 0; s < spans.Count; s++) validMs += spans[s].OverlapMs(holds);
        }

        return new(observedMs > 0 ? Math.Min(1, (double)validMs / observedMs) : 0, validMs / 1000.0, observedMs / 1000.0);
    }
}
