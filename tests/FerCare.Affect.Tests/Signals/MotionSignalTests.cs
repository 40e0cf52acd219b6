using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Signals;

public sealed class MotionSignalTests
{
    private static readonly SyntheticSession steady = new() { HeadDownShare = 0, PoseNoise = 0, HeadSwayDegrees = 10, HeadSwayHertz = 0.5 };

    /// <summary>Root mean square of the derivative of a sine.</summary>
    private static double TrueVelocity(SyntheticSession s) => s.HeadSwayDegrees * 2 * Math.PI * s.HeadSwayHertz / Math.Sqrt(2);

    [Theory]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(30)]
    public void Head_velocity_is_right_within_5_percent_at_every_frame_rate(double rate)
    {
        var session = steady with { FramesPerSecond = rate };
        session.Signals().HeadVelocity.Value!.Value.ShouldBe(TrueVelocity(session), TrueVelocity(session) * 0.05);
    }

    [Fact]
    public void A_gap_in_which_the_head_moved_adds_no_velocity()
    {
        var still = steady with { HeadSwayDegrees = 0 };
        var series = still.Build();
        FrameSample[] turned = [.. series.Frames.Where(f => f.TimeMs is < 100_000 or > 130_000).Select(f => f.TimeMs > 130_000 ? f with { Pose = new HeadPose(25, 0, 0) } : f)];
        SessionSignals.Of(new(turned, series.Emotions, [new(100_000, 130_000)], series.Baseline, series.DurationMs), SignalOptions.Default).HeadVelocity.Value.ShouldBe(0);
    }

    [Fact]
    public void A_jump_of_the_pose_solution_is_not_taken_for_a_turn()
    {
        var series = steady.Build();
        FrameSample[] flipped = [.. series.Frames.Select((f, i) => i % 900 == 450 ? f with { Pose = new HeadPose(-170, 0, 0) } : f)];
        var velocity = SessionSignals.Of(new(flipped, series.Emotions, [], series.Baseline, series.DurationMs), SignalOptions.Default).HeadVelocity.Value!.Value;
        velocity.ShouldBe(TrueVelocity(steady), TrueVelocity(steady) * 0.1);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(30)]
    public void Facial_movement_agrees_at_every_frame_rate(double rate) =>
        (new SyntheticSession { FramesPerSecond = rate, MovementPerSecond = 0.3 }).Signals().Expressivity.Value!.Value.ShouldBe(0.3, 0.015);

    [Fact]
    public void Frames_that_cannot_be_used_now_and_then_make_a_face_no_stiller()
    {
        var random = new Random(5);
        var whole = new SyntheticSession { MovementPerSecond = 0.3 }.Build();
        // What was moved up to such a frame is lost with it, as in the reading of a camera.
        FrameSample[] broken = [.. whole.Frames.Select(f => random.NextDouble() < 0.2 ? f with { Quality = QualityIssue.TurnedAway, Displacement = null } : f)];

        SessionSignals.Of(new(broken, whole.Emotions, whole.Gaps, whole.Baseline, whole.DurationMs), SignalOptions.Default).Expressivity.Value!.Value.ShouldBe(0.3, 0.01);
    }

    [Fact]
    public void Facial_movement_is_per_second_of_visible_face() =>
        new SyntheticSession { MovementPerSecond = 0.3, NoFace = [new(60_000, 120_000)] }.Signals().Expressivity.Value!.Value.ShouldBe(0.3, 0.01);

    [Theory]
    [InlineData(0, 15)]
    [InlineData(0.3, 25)]
    [InlineData(0.7, 30)]
    public void The_head_down_share_is_measured_against_the_neutral_baseline(double share, double rate) =>
        new SyntheticSession { HeadDownShare = share, FramesPerSecond = rate }.Signals().HeadDownShare.Value!.Value.ShouldBe(share, 0.01);

    [Fact]
    public void A_head_lowered_too_far_for_emotions_still_counts_as_lowered()
    {
        var series = new SyntheticSession { HeadDownShare = 0.5 }.Build();
        FrameSample[] far = [.. series.Frames.Select(f => f.Pose!.Value.Pitch < -10 ? f with { Quality = QualityIssue.TiltedAway, Pose = new HeadPose(0, -40, 0) } : f)];
        SessionSignals.Of(new(far, series.Emotions, [], series.Baseline, series.DurationMs), SignalOptions.Default).HeadDownShare.Value!.Value.ShouldBe(0.5, 0.01);
    }

    [Fact]
    public void Without_a_neutral_baseline_the_head_down_share_is_withheld()
    {
        var series = new SyntheticSession().Build();
        var signal = SessionSignals.Of(new(series.Frames, series.Emotions, [], null, series.DurationMs), SignalOptions.Default).HeadDownShare;
        signal.Value.ShouldBeNull();
        signal.WithheldBecause.ShouldNotBeNull().ShouldContain("neutral baseline");
    }

    [Fact]
    public void Eye_opening_is_measured_outside_blinks()
    {
        var often = new SyntheticSession { BlinksPerMinute = 30 }.Signals().EyeOpening.Value!.Value;
        var never = new SyntheticSession { BlinksPerMinute = 0 }.Signals().EyeOpening.Value!.Value;
        often.ShouldBe(never, 0.008);
        never.ShouldBe(0.32, 0.002);
    }
}
