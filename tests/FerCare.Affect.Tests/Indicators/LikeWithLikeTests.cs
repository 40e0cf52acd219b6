using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Indicators;

/// <summary>An index over the parts of a session that are like the baseline's sessions.</summary>
public sealed class LikeWithLikeTests
{
    private static readonly IndicatorOptions options = IndicatorOptions.Default;
    private static readonly SyntheticSession usual = new() { Seconds = 420 };
    private static readonly TimeSpanMs talking = new(30_000, 240_000);

    private static readonly Lazy<PatientBaseline> baseline = new(() =>
        PatientBaseline.From([.. Enumerable.Range(1, 3).Select(seed => (usual with { Seed = seed }).Signals())], options)!);

    /// <summary>Talks as usual at first; then reads: no smile, few blinks, a still head.</summary>
    private static SessionSeries TalkingThenReading()
    {
        var (talk, read) = ((usual with { Seed = 7 }).Build(), (usual with { Seed = 8, SmileShare = 0, BlinksPerMinute = 4.5, HeadSwayDegrees = 0.5, MovementPerSecond = 0.02 }).Build());
        return new([.. talk.Frames.Where(f => talking.ToMs > f.TimeMs), .. read.Frames.Where(f => f.TimeMs >= talking.ToMs)],
            [.. talk.Emotions.Where(e => talking.ToMs > e.TimeMs), .. read.Emotions.Where(e => e.TimeMs >= talking.ToMs)], [], talk.Baseline, talk.DurationMs);
    }

    private static IndicatorFinding Depression(SessionSeries series, IReadOnlyList<TimeSpanMs>? counted) =>
        IndicatorAssessor.Assess(series, SessionSignals.Of(series, counted, options.Signals), baseline.Value, [], options)[0];

    [Fact]
    public void Reading_in_a_conversation_does_not_read_as_a_change_once_it_is_left_out()
    {
        var series = TalkingThenReading();
        Depression(series, null).Index!.Value.ShouldBeGreaterThan(1);
        Depression(series, [talking]).Index!.Value.ShouldBeInRange(-1, 1);
    }

    [Fact]
    public void Evidence_and_band_come_from_the_counted_parts_alone()
    {
        var series = TalkingThenReading();
        var reading = Depression(series, [new(talking.ToMs, SessionSeries.LongestMs)]);
        reading.Evidence.ShouldNotBeEmpty();
        reading.Evidence.ShouldAllBe(e => e.FromMs >= talking.ToMs);
        reading.Low!.Value.ShouldBeGreaterThan(Depression(series, [talking]).High!.Value);
    }

    [Fact]
    public void Too_little_of_what_counts_withholds_the_index_and_says_that_only_that_counts()
    {
        var series = TalkingThenReading();
        var brief = Depression(series, [new(30_000, 100_000)]);
        brief.Status.ShouldBe(FindingStatus.Withheld);
        brief.Reason.ShouldBe("Withheld: 70 s of valid frames, at least 120 s are needed. Only the parts of the session in its own context count.");
        Depression(series, []).Status.ShouldBe(FindingStatus.Withheld);
    }

    [Fact]
    public void Without_parts_the_whole_session_counts_as_before()
    {
        var series = usual.Build();
        JsonSerializer.Serialize(SessionSignals.Of(series, null, options.Signals)).ShouldBe(JsonSerializer.Serialize(SessionSignals.Of(series, options.Signals)));
    }

    [Fact]
    public void What_counted_is_stored_with_the_signals_and_is_missing_in_older_ones()
    {
        var signals = SessionSignals.Of(usual.Build(), [talking], options.Signals);
        JsonSerializer.Deserialize<SessionSignals>(JsonSerializer.Serialize(signals))!.Counted.ShouldBe([talking]);
        var older = JsonSerializer.Serialize(usual.Signals()).Replace(",\"Counted\":null", "");
        older.ShouldNotContain("Counted");
        JsonSerializer.Deserialize<SessionSignals>(older)!.Counted.ShouldBeNull();
    }

    [Theory]
    [InlineData(SegmentContext.Rest, 17)]
    [InlineData(SegmentContext.Conversation, 26)]
    [InlineData(SegmentContext.Reading, 4.5)]
    public void Usual_blink_rates_are_those_of_Bentivoglio(SegmentContext context, double perMinute) => context.UsualBlinkRate().ShouldBe(perMinute);
}
