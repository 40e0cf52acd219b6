using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Signals;

public sealed class SegmentSignalTests
{
    private static readonly SyntheticSession usual = new() { Seconds = 420 };

    private static IReadOnlyList<SegmentSignals> Of(SessionSeries series, params ContextSegment[] segments) => SegmentSignals.Of(series, segments, SignalOptions.Default);

    /// <summary>A session that smiles in its middle third only.</summary>
    private static SessionSeries SmilingBetween(long fromMs, long toMs)
    {
        var (glad, grave) = ((usual with { SmileShare = 1 }).Build(), (usual with { SmileShare = 0 }).Build());
        return new(glad.Frames, [.. glad.Emotions.Zip(grave.Emotions).Select(e => e.First.TimeMs >= fromMs && e.First.TimeMs < toMs ? e.First : e.Second)], [], glad.Baseline, glad.DurationMs);
    }

    [Fact]
    public void Each_context_has_the_figures_of_its_own_time()
    {
        var segments = Of(SmilingBetween(150_000, 290_000), new(SegmentContext.Rest, new(0, 150_000)), new(SegmentContext.Conversation, new(150_000, 290_000)), new(SegmentContext.Reading, new(290_000, 420_000)));
        segments.Select(s => s.Context).ShouldBe([SegmentContext.Rest, SegmentContext.Conversation, SegmentContext.Reading]);
        segments.Select(s => s.Signals.SmileRatio.Value).ShouldBe([0, 1, 0]);
        segments.Select(s => Math.Round(s.Signals.ValidSeconds)).ShouldBe([120, 140, 130]);
    }

    [Fact]
    public void One_segment_over_all_has_the_figures_of_the_session()
    {
        var series = usual.Build();
        var (part, all) = (Of(series, new ContextSegment(SegmentContext.Conversation, new(0, series.DurationMs))).Single().Signals, SessionSignals.Of(series, SignalOptions.Default));
        foreach (var kind in SignalKinds.All) part[kind].ShouldBe(all[kind], kind.ToString());
    }

    [Fact]
    public void Parts_of_one_context_are_taken_together()
    {
        var both = Of(SmilingBetween(200_000, 300_000), new(SegmentContext.Rest, new(100_000, 200_000)), new(SegmentContext.Rest, new(300_000, 400_000)), new(SegmentContext.Rest, new(350_000, 420_000))).Single();
        both.Spans.ShouldBe([new(100_000, 200_000), new(300_000, 420_000)]);
        both.Signals.SmileRatio.Value.ShouldBe(0);
    }

    [Fact]
    public void The_neutral_part_belongs_to_the_baseline_alone()
    {
        var segments = Of(usual.Build(), new(SegmentContext.Rest, new(0, 200_000)), new(SegmentContext.Baseline, new(0, 30_000)));
        segments.Single(s => s.Context == SegmentContext.Rest).Spans.ShouldBe([new(30_000, 200_000)]);
        segments.Single(s => s.Context == SegmentContext.Baseline).Spans.ShouldBe([new(0, 30_000)]);
    }

    [Fact]
    public void A_segment_that_is_too_short_withholds_its_figures_and_says_why()
    {
        var brief = Of(usual.Build(), new ContextSegment(SegmentContext.Reading, new(100_000, 140_000))).Single().Signals;
        brief.BlinkRate.WithheldBecause.ShouldNotBeNull().ShouldContain("at least 60 s are needed");
        brief.IsValid.ShouldBeFalse();
    }

    [Fact]
    public void A_pause_inside_a_segment_does_not_lower_its_coverage()
    {
        var series = (usual with { Gaps = [new(120_000, 180_000)] }).Build();
        Of(series, new ContextSegment(SegmentContext.Rest, new(60_000, 300_000))).Single().Signals.Coverage.ShouldBe(1, 0.01);
    }

    [Fact]
    public void Changes_become_segments_that_last_until_the_next_change()
    {
        ContextChange[] changes = [new(90_000, SegmentContext.Reading), new(0, SegmentContext.Rest), new(60_000, SegmentContext.Rest), new(500_000, SegmentContext.Rest)];
        ContextSegment.FromChanges(changes, 300_000).ShouldBe([new(SegmentContext.Rest, new(0, 90_000)), new(SegmentContext.Reading, new(90_000, 300_000))]);
        ContextSegment.FromChanges([], 300_000).ShouldBeEmpty();
    }
}
