using System.Text.Json;
using CsCheck;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Signals;

public sealed class EmotionSignalTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.25, 8)]
    [InlineData(0.8, 10)]
    public void The_smile_ratio_is_a_share_of_time(double share, double rate) =>
        new SyntheticSession { SmileShare = share, EmotionsPerSecond = rate }.Signals().SmileRatio.Value!.Value.ShouldBe(share, 0.02);

    [Fact]
    public void The_neutral_baseline_is_no_behaviour() =>
        new SyntheticSession { SmileShare = 1, Seconds = 180, BaselineSeconds = 60 }.Signals().SmileRatio.Value.ShouldBe(1);

    [Fact]
    public void Sadness_counts_from_one_half()
    {
        new SyntheticSession { SmileShare = 0, Sadness = 0.49 }.Signals().SadnessRatio.Value.ShouldBe(0);
        new SyntheticSession { SmileShare = 0, Sadness = 0.51 }.Signals().SadnessRatio.Value.ShouldBe(1);
    }

    [Fact]
    public void The_negative_ratio_is_undefined_for_a_face_without_affect()
    {
        var blank = new SyntheticSession { SmileShare = 0, FearAnger = 0, Sadness = 0 }.Build();
        EmotionSample[] neutral = [.. blank.Emotions.Select(e => e with { Emotions = SyntheticSession.Expression(happy: 0.02, sad: 0.02) })];
        SessionSignals.Of(new(blank.Frames, neutral, [], blank.Baseline, blank.DurationMs), SignalOptions.Default)
            .NegativeAffectRatio.WithheldBecause.ShouldNotBeNull().ShouldContain("0.05");
    }

    [Fact]
    public void The_negative_ratio_compares_the_means() =>
        new SyntheticSession { SmileShare = 0, FearAnger = 0.1, Sadness = 0.05 }.Signals().NegativeAffectRatio.Value!.Value.ShouldBe(0.15 / 0.20, 0.001);

    [Fact]
    public void Fear_and_anger_are_meant_over_time() => new SyntheticSession { FearAnger = 0.12 }.Signals().FearAngerShare.Value!.Value.ShouldBe(0.12, 1e-4);

    [Fact]
    public void Eyes_too_small_for_blinks_still_have_an_expression()
    {
        var series = new SyntheticSession { SmileShare = 0.5 }.Build();
        EmotionSample[] far = [.. series.Emotions.Select(e => e with { Quality = QualityIssue.EyesTooSmall })];
        SessionSignals.Of(new(series.Frames, far, [], series.Baseline, series.DurationMs), SignalOptions.Default).SmileRatio.Value!.Value.ShouldBe(0.5, 0.02);
    }

    [Fact]
    public void A_session_with_119_valid_seconds_is_withheld_and_one_with_121_is_not()
    {
        new SyntheticSession { Seconds = 119 }.Signals().WithheldBecause.ShouldNotBeNull().ShouldContain("120 s are needed");
        new SyntheticSession { Seconds = 121 }.Signals().IsValid.ShouldBeTrue();
    }

    [Fact]
    public void A_session_under_60_percent_coverage_is_withheld()
    {
        new SyntheticSession { Seconds = 400, NoFace = [new(60_000, 228_000)] }.Signals().WithheldBecause.ShouldNotBeNull().ShouldContain("60 % are needed");
        new SyntheticSession { Seconds = 400, NoFace = [new(60_000, 212_000)] }.Signals().IsValid.ShouldBeTrue();
    }

    [Fact]
    public void A_session_without_a_single_frame_withholds_everything()
    {
        var signals = SessionSignals.Of(new([], [], [], null, 0), SignalOptions.Default);
        signals.IsValid.ShouldBeFalse();
        SignalKinds.All.ShouldAllBe(kind => signals[kind].Value == null && signals[kind].WithheldBecause != null);
    }

    [Fact]
    public void Blocks_added_up_give_the_signals_of_the_session() => Gen.Int[1, 1000].Sample(seed =>
    {
        var series = new SyntheticSession { Seed = seed, Seconds = 125, SmileShare = 0.4 }.Build();
        var signals = SessionSignals.Of(series, SignalOptions.Default);
        var blocks = SignalBlocks.Of(series, SignalOptions.Default).Blocks;
        blocks[^1].Span.ToMs.ShouldBe(125_000);
        var total = SignalTally.Total(blocks.Select(b => b.Tally));
        foreach (var kind in SignalKinds.All) if (signals[kind].Value is { } value) total.Value(kind)!.Value.ShouldBe(value, 1e-12);
    }, iter: 5);

    [Fact]
    public void A_signal_is_a_value_or_a_reason_never_both_or_neither()
    {
        Should.Throw<ArgumentException>(() => new Signal(null, null));
        Should.Throw<ArgumentException>(() => new Signal(1, "because"));
        Should.Throw<ArgumentException>(() => new Signal(double.NaN, null));
    }

    [Fact]
    public void Signals_survive_a_trip_through_JSON()
    {
        var signals = new SyntheticSession { FramesPerSecond = 10 }.Signals();
        JsonSerializer.Deserialize<SessionSignals>(JsonSerializer.Serialize(signals)).ShouldBe(signals);
    }
}
