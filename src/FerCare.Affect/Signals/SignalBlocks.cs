using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>What was seen in one block of a session.</summary>
public sealed record SignalBlock(TimeSpanMs Span, SignalTally Tally);

/// <summary>
/// A session cut into blocks of 10 s (the last one takes the remainder) with the tally of each. Where the patient was
/// asked to look neutral is left out of every tally: it is a reference, not behaviour.
/// </summary>
public sealed class SignalBlocks
{
    private readonly SessionSeries series;
    private readonly SignalOptions options;
    private readonly EyelidClosure closure;
    private Part? within; // Signals, uncertainty and evidence need the same one.

    private SignalBlocks(SessionSeries series, SignalOptions options, double? neutralPitch, Blinks blinks, EyelidClosure closure, IReadOnlyList<TimeSpanMs>? only)
    {
        (this.series, this.options, this.closure) = (series, options, closure);
        (NeutralPitch, Blinks) = (neutralPitch, blinks);
        var tallies = new BlockTallies(series, options, only);
        ExpressionSignals.Tally(series, options, tallies);
        HeadSignals.Tally(series, neutralPitch, options, tallies);
        EyeSignals.Tally(series, blinks, closure, options, tallies);
        Blocks = [.. tallies.InOrder.Select((t, i) => new SignalBlock(
            new(i * options.BlockMs, i == tallies.InOrder.Count - 1 ? Math.Max(series.DurationMs, i * options.BlockMs) : (i + 1) * options.BlockMs), t))];
    }

    /// <summary>The blocks in order of time.</summary>
    public IReadOnlyList<SignalBlock> Blocks { get; }

    /// <summary>Median pitch of the session's neutral baseline, degrees; null where too little of it was usable.</summary>
    public double? NeutralPitch { get; }

    /// <summary>All blinks of the session.</summary>
    public Blinks Blinks { get; }

    /// <summary>Why the share of eyelid closure is unknown; null where it is not.</summary>
    internal string? NoEyelidClosure => closure.WithheldBecause;

    /// <summary>Tallies a session; the same series is tallied once for each options record.</summary>
    public static SignalBlocks Of(SessionSeries series, SignalOptions options) => series.TalliedBy(options);

    /// <summary>Tallies a session anew.</summary>
    internal static SignalBlocks Tally(SessionSeries series, SignalOptions options)
    {
        var eyes = EyeRatios.Of(series.FramesInOnePiece);
        var blinks = Blinks.Of(eyes, options);
        return new(series, options, HeadSignals.NeutralPitch(series, options), blinks, EyelidClosure.Of(eyes, blinks, options), null);
    }

    /// <summary>
    /// The same session with nothing but some spans tallied, all of it where there are none; neutral pitch, open eyes and blinks stay those of
    /// the whole session.
    /// </summary>
    public SignalBlocks Within(IReadOnlyList<TimeSpanMs>? spans)
    {
        if (spans is null) return this;
        if (within is { } known && known.Spans.SequenceEqual(spans)) return known.Blocks;
        var blocks = new SignalBlocks(series, options, NeutralPitch, Blinks, closure, spans);
        within = new(spans, blocks);
        return blocks;
    }

    private sealed record Part(IReadOnlyList<TimeSpanMs> Spans, SignalBlocks Blocks);
}
