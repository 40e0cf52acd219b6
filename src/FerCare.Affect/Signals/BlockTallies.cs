using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>
/// The tallies of a session's blocks of 10 s (the last takes the remainder), and which moments count: those of the given spans, or
/// without any all but the parts in which the patient was asked to look neutral.
/// </summary>
internal sealed class BlockTallies
{
    private readonly SignalTally[] tallies;
    private readonly long blockMs;
    private readonly TimeSpanMs[] counted;

    public BlockTallies(SessionSeries series, SignalOptions options, IReadOnlyList<TimeSpanMs>? only)
    {
        blockMs = options.BlockMs;
        tallies = [.. Enumerable.Range(0, (int)Math.Max(1, series.DurationMs / blockMs)).Select(_ => new SignalTally())];
        counted = only is not null ? [.. TimeSpanMs.Merge(only)]
            : [.. new TimeSpanMs(long.MinValue, long.MaxValue).Without(series.Neutral)];
    }

    public IReadOnlyList<SignalTally> InOrder => tallies;

    public bool Counts(double timeMs)
    {
        foreach (var span in counted) if (timeMs >= span.FromMs && timeMs < span.ToMs) return true;
        return false;
    }

    /// <summary>The tally that a moment belongs to; null where it does not count.</summary>
    public SignalTally? At(double timeMs) => Counts(timeMs) ? Block(timeMs) : null;

    public void Add(double timeMs, SignalKind kind, double sum, double weight)
    {
        if (Counts(timeMs)) Block(timeMs).Add(kind, sum, weight);
    }

    private SignalTally Block(double timeMs) => tallies[Math.Clamp((int)(timeMs / blockMs), 0, tallies.Length - 1)];
}
