using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Timeline;

public sealed class SessionSeriesTests
{
    private static FrameSample Frame(long t, QualityIssue quality = QualityIssue.None) => new(t, quality, null, null, null, null, null);

    [Fact]
    public void A_sample_after_the_end_extends_the_session() => new SessionSeries([Frame(1500)], [], [], null, 1000).DurationMs.ShouldBe(1500);

    [Fact]
    public void Overlapping_gaps_count_once() =>
        new SessionSeries([], [], [new(100, 300), new(200, 400)], null, 1000).GapMs(new(0, 1000)).ShouldBe(300);

    [Theory]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(30)]
    public void Coverage_is_the_same_at_every_frame_rate(double rate)
    {
        var coverage = Coverage.Of(new SyntheticSession { FramesPerSecond = rate, Seconds = 100, NoFace = [new(20_000, 40_000)] }.Build());
        coverage.ValidShare.ShouldBe(0.8, 0.005);
        coverage.ValidSeconds.ShouldBe(80, 0.5);
    }

    [Fact]
    public void A_pause_does_not_lower_coverage_but_missing_frames_do()
    {
        TimeSpanMs[] hole = [new(20_000, 40_000)];
        Coverage.Of(new SyntheticSession { Seconds = 100, Gaps = hole }.Build()).ValidShare.ShouldBe(1, 0.01);
        var silent = new SyntheticSession { Seconds = 100, Gaps = hole }.Build();
        Coverage.Of(new(silent.Frames, silent.Emotions, [], null, 100_000)).ValidShare.ShouldBe(0.8, 0.01);
    }

    [Fact]
    public void A_session_without_anything_has_no_coverage() => Coverage.Of(new([], [], [], null, 0)).ShouldBe(new Coverage(0, 0, 0));

    [Fact]
    public void A_single_frame_never_speaks_for_more_than_half_a_second() => HeldTime.Of([0], [], 60_000).ShouldBe([500]);

    [Fact]
    public void A_sample_never_speaks_into_a_gap() => HeldTime.Of([0, 1000], [new(200, 900)], 1200).ShouldBe([200, 200]);
}
