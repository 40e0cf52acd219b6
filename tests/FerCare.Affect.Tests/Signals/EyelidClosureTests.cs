using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Signals;

public sealed class EyelidClosureTests
{
    private static readonly SyntheticSession usual = new() { Seconds = 240, EyeNoise = 0.006 };

    /// <summary>The usual session with the eyes shut for so long at the beginning of every 20 s.</summary>
    private static SessionSeries WithClosures(long closedMs, SyntheticSession? session = null)
    {
        var series = (session ?? usual).Build();
        return new([.. series.Frames.Select(f => f.TimeMs % 20_000 is >= 5_000 and var into && into < 5_000 + closedMs ? f with { LeftEye = 0.03, RightEye = 0.03 } : f)],
            series.Emotions, [], series.Baseline, series.DurationMs);
    }

    private static Signal Share(SessionSeries series) => SessionSignals.Of(series, SignalOptions.Default).EyelidClosure;

    [Theory]
    [InlineData(1_000, 0.05)]
    [InlineData(3_000, 0.15)]
    public void The_share_of_long_closures_is_found(long closedMs, double share) => Share(WithClosures(closedMs)).Value!.Value.ShouldBe(share, 0.01);

    [Fact]
    public void Blinks_and_closures_under_half_a_second_do_not_count()
    {
        Share(usual.Build()).Value.ShouldBe(0);
        Share(WithClosures(400)).Value!.Value.ShouldBeLessThan(0.003);
    }

    [Fact]
    public void Without_blinks_nobody_knows_what_closed_looks_like() =>
        Share((usual with { BlinksPerMinute = 0 }).Build()).WithheldBecause.ShouldNotBeNull().ShouldContain("what closed looks like is unknown");

    [Fact]
    public void At_ten_frames_per_second_it_abstains() =>
        Share((usual with { FramesPerSecond = 10 }).Build()).WithheldBecause.ShouldNotBeNull().ShouldContain("10 frames per second");

    [Fact]
    public void Windows_of_a_minute_above_a_tenth_read_as_drowsiness()
    {
        var (drowsy, awake) = (WithClosures(3_000), usual.Build());
        var half = new SessionSeries([.. drowsy.Frames.Select((f, i) => f.TimeMs >= 120_000 ? f : awake.Frames[i])], drowsy.Emotions, [], drowsy.Baseline, drowsy.DurationMs);
        EyelidClosure.Windows(half, SignalOptions.Default).Select(w => w.ReadsAsDrowsiness).ShouldBe([false, false, true, true]);
    }

    [Fact]
    public void A_window_in_which_the_eyes_were_mostly_not_seen_has_no_share()
    {
        var windows = EyelidClosure.Windows((usual with { NoFace = [new(70_000, 115_000)] }).Build(), SignalOptions.Default);
        windows[1].Share.ShouldBeNull();
        windows[0].Share.ShouldNotBeNull();
    }
}
