using CsCheck;
using FerCare.Affect.Signals;

namespace FerCare.Affect.Tests.Signals;

public sealed class BlinkTests
{
    [Theory]
    [InlineData(25, 0.26)]
    [InlineData(25, 0.43)]
    [InlineData(30, 0.26)]
    [InlineData(30, 0.43)]
    [InlineData(30, 0.32)]
    public void Blinks_of_wide_and_narrow_eyes_are_counted_within_one(double rate, double openEye)
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var session = new SyntheticSession { FramesPerSecond = rate, OpenEye = openEye, Seconds = 180, Seed = seed };
            var seen = Blinks.Of(session.Build().Frames, SignalOptions.Default).Seen;
            Math.Abs(seen.Count - session.BlinkTimes().Count).ShouldBeLessThanOrEqualTo(1, $"seed {seed}");
        }
    }

    [Fact]
    public void Noise_alone_is_no_blink() => Gen.Int[1, 1000].Sample(seed =>
        Blinks.Of(new SyntheticSession { BlinksPerMinute = 0, EyeNoise = 0.02, Seconds = 60, Seed = seed }.Build().Frames, SignalOptions.Default).Seen.Count.ShouldBe(0), iter: 20);

    [Theory]
    [InlineData(25)]
    [InlineData(30)]
    public void The_length_of_a_blink_does_not_hang_on_the_frame_rate(double rate)
    {
        var there = new SyntheticSession { FramesPerSecond = rate, EyeNoise = 0.004 }.Signals().BlinkDuration.Value!.Value;
        var fine = new SyntheticSession { FramesPerSecond = 240, EyeNoise = 0.004 }.Signals().BlinkDuration.Value!.Value;
        there.ShouldBe(fine, fine * 0.06);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(19)]
    public void Too_few_frames_per_second_give_no_blink_figures_but_say_why(double rate)
    {
        var signals = new SyntheticSession { FramesPerSecond = rate }.Signals();
        signals.BlinkRate.Value.ShouldBeNull();
        signals.BlinkRate.WithheldBecause.ShouldNotBeNull().ShouldContain($"{rate:0} frames per second");
        signals.BlinkDuration.Value.ShouldBeNull();
        signals.EyeOpening.Value.ShouldNotBeNull();
    }

    [Fact]
    public void The_rate_is_per_minute_of_visible_eyes_and_leaves_the_neutral_baseline_out()
    {
        var session = new SyntheticSession { Seconds = 240, NoFace = [new(100_000, 160_000)] };
        var watched = session.BlinkTimes().Count(t => t >= 30_000 && t is < 99_500 or > 160_000);
        session.Signals().BlinkRate.Value!.Value.ShouldBe(watched / 2.5, 0.6);
    }

    [Fact]
    public void Eyes_closed_for_a_second_are_no_blink()
    {
        var frames = new SyntheticSession { BlinksPerMinute = 0, EyeNoise = 0, Seconds = 60 }.Build().Frames
            .Select(f => f.TimeMs is >= 20_000 and < 21_000 ? f with { LeftEye = 0.05, RightEye = 0.05 } : f).ToArray();
        Blinks.Of(frames, SignalOptions.Default).Seen.ShouldBeEmpty();
    }

    [Fact]
    public void Until_the_open_median_is_known_the_fallback_of_a_fifth_counts()
    {
        FrameSample Frame(int i, double eye) => new(i * 33, QualityIssue.None, null, eye, eye, null, null);
        FrameSample[] frames = [.. Enumerable.Range(0, 90).Select(i => Frame(i, i is >= 40 and < 45 ? 0.22 : i is >= 60 and < 65 ? 0.15 : 0.4))];
        var blinks = Blinks.Of(frames, SignalOptions.Default);
        blinks.OpenMedian.ShouldBeNull();
        blinks.Seen.Count.ShouldBe(1);
        blinks.Seen[0].TimeMs.ShouldBeInRange(59 * 33, 60 * 33);
    }

    [Fact]
    public void A_face_lost_with_closed_eyes_is_no_blink()
    {
        FrameSample Frame(int i) => i is >= 403 and < 410 ? new(i * 33, QualityIssue.NoFace, null, null, null, null, null)
            : new(i * 33, QualityIssue.None, null, i is >= 400 and < 403 ? 0.05 : 0.3, i is >= 400 and < 403 ? 0.05 : 0.3, null, null);
        Blinks.Of([.. Enumerable.Range(0, 800).Select(Frame)], SignalOptions.Default).Seen.ShouldBeEmpty();
    }
}
