using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Signals;

/// <summary>Where the patient was asked to look neutral nothing is behaviour, neither in the part that came to its end nor in those that were broken off.</summary>
public sealed class NeutralPartTests
{
    private static readonly TimeSpanMs brokenOff = new(60_000, 90_000);

    [Fact]
    public void A_neutral_part_that_was_broken_off_counts_in_no_signal()
    {
        Smiling().SmileRatio.Value!.Value.ShouldBeLessThan(0.9);
        Smiling(brokenOff).SmileRatio.Value.ShouldBe(1);
    }

    [Fact]
    public void The_head_s_neutral_position_is_that_of_the_part_that_came_to_its_end() =>
        SignalBlocks.Of(Session(brokenOff), SignalOptions.Default).NeutralPitch.ShouldBe(SignalBlocks.Of(Session(), SignalOptions.Default).NeutralPitch);

    [Fact]
    public void A_session_without_a_neutral_part_that_came_to_its_end_leaves_out_the_attempts()
    {
        var whole = Session();
        new SessionSeries(whole.Frames, whole.Emotions, [], null, whole.DurationMs, [new(0, 30_000), brokenOff]).Neutral.ShouldBe([new(0, 30_000), brokenOff]);
        SessionSignals.Of(new SessionSeries(whole.Frames, whole.Emotions, [], null, whole.DurationMs, [new(0, 30_000), brokenOff]), SignalOptions.Default).SmileRatio.Value.ShouldBe(1);
    }

    [Fact]
    public void Every_attempt_is_cut_out_of_the_part_it_lies_in() =>
        ContextSegment.SpansOf(SegmentContext.Rest, [new(SegmentContext.Rest, new(0, 200_000))], [new(0, 10_000), new(50_000, 80_000)])
            .ShouldBe([new(10_000, 50_000), new(80_000, 200_000)]);

    private static SessionSignals Smiling(params TimeSpanMs[] attempts) => SessionSignals.Of(Session(attempts), SignalOptions.Default);

    /// <summary>Smiles all the time but in both neutral parts.</summary>
    private static SessionSeries Session(params TimeSpanMs[] attempts)
    {
        var glad = new SyntheticSession { SmileShare = 1 }.Build();
        return new(glad.Frames, [.. glad.Emotions.Select(e => brokenOff.Contains(e.TimeMs) ? e with { Emotions = SyntheticSession.Expression() } : e)], [], glad.Baseline, glad.DurationMs, attempts);
    }
}
