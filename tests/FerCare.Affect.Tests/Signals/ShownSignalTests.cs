using System.Text.Json;
using System.Text.Json.Nodes;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Signals;

/// <summary>Signals that are shown and part of no index.</summary>
public sealed class ShownSignalTests
{
    private static SessionSignals Of(Func<long, EmotionProbabilities> expression, double perSecond = 8, double seconds = 200)
    {
        EmotionSample[] samples = [.. Enumerable.Range(0, (int)(seconds * perSecond)).Select(i => (long)Math.Round(i * 1000 / perSecond)).Select(t => new EmotionSample(t, QualityIssue.None, expression(t)))];
        return SessionSignals.Of(new([], samples, [], null, (long)(seconds * 1000)), SignalOptions.Default);
    }

    private static EmotionProbabilities Smiling(double p) => SyntheticSession.Expression(happy: p);

    [Fact]
    public void Valence_is_happiness_less_the_strongest_negative_emotion()
    {
        SyntheticSession.Expression(happy: 0.5, sad: 0.2, fear: 0.1).Valence.ShouldBe(0.3, 1e-6);
        Of(_ => SyntheticSession.Expression(happy: 0.1, sad: 0.3, angry: 0.2)).Valence.Value!.Value.ShouldBe(-0.2, 1e-6);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void Lability_is_the_mean_squared_difference_between_seconds_at_every_rate(double perSecond) =>
        Of(t => Smiling(t / 1000 % 2 == 0 ? 0.2 : 0.6), perSecond).ValenceLability.Value!.Value.ShouldBe(0.16, 0.001);

    [Fact]
    public void A_steady_face_has_no_lability_however_happy() => Of(_ => Smiling(0.9)).ValenceLability.Value!.Value.ShouldBe(0, 1e-9);

    [Fact]
    public void Lability_does_not_reach_across_time_without_a_face()
    {
        EmotionSample[] samples = [.. Enumerable.Range(0, 2000).Select(i => i * 100L).Select(t =>
            new EmotionSample(t, t / 1000 % 10 == 5 ? QualityIssue.NoFace : QualityIssue.None, t / 1000 % 10 == 5 ? null : Smiling(t / 10_000 % 2 == 0 && t / 1000 % 10 < 5 || t / 10_000 % 2 == 1 && t / 1000 % 10 > 5 ? 0.8 : 0.1)))];
        var signals = SessionSignals.Of(new([], samples, [], null, 200_000), SignalOptions.Default);
        signals.ValenceLability.Value!.Value.ShouldBeLessThan(0.07);
    }

    [Fact]
    public void The_named_emotion_changes_as_often_as_the_face_does_and_flicker_does_not_count()
    {
        Of(t => t / 10_000 % 2 == 0 ? Smiling(0.9) : Smiling(0)).LabelChangeRate.Value!.Value.ShouldBe(19 / (200 / 60.0), 0.1);
        Of(t => t / 300 % 2 == 0 ? Smiling(0.9) : Smiling(0)).LabelChangeRate.Value!.Value.ShouldBeLessThan(1);
    }

    [Fact]
    public void Expression_other_than_neutral_is_shown_and_counts_lasting_sadness_as_much_as_liveliness()
    {
        Of(_ => SyntheticSession.Expression(sad: 0.8)).NonNeutralShare.Value!.Value.ShouldBe(0.8, 1e-6);
        Enum.GetValues<IndicatorKind>().SelectMany(IndicatorOptions.Default.ComponentsOf).ShouldNotContain(r => r.Signal == SignalKind.NonNeutralShare);
    }

    [Fact]
    public void The_spread_of_a_swaying_head_is_that_of_a_sine()
    {
        var signals = new SyntheticSession { HeadDownShare = 0, HeadSwayDegrees = 12, PoseNoise = 0 }.Signals();
        signals.YawSpread.Value!.Value.ShouldBe(12 / Math.Sqrt(2), 0.1);
        signals.PitchSpread.Value!.Value.ShouldBe(0, 1e-6);
    }

    [Fact]
    public void Blinks_are_counted_and_their_intervals_are_those_between_neighbours()
    {
        var session = new SyntheticSession { Seconds = 300, EyeNoise = 0.006 };
        double[] times = [.. session.BlinkTimes().Where(t => t >= 30_000)];
        var signals = session.Signals();
        signals.BlinkCount.Value!.Value.ShouldBe(times.Length, 1);
        signals.BlinkInterval.Value!.Value.ShouldBe((times[^1] - times[0]) / (times.Length - 1) / 1000, 0.15);
    }

    [Fact]
    public void An_interval_between_blinks_does_not_reach_across_time_without_a_face()
    {
        var session = new SyntheticSession { Seconds = 300, EyeNoise = 0.006 };
        var lost = session with { NoFace = [new(100_000, 200_000)] };
        lost.Signals().BlinkInterval.Value!.Value.ShouldBe(session.Signals().BlinkInterval.Value!.Value, 0.5);
    }

    [Fact]
    public void Signals_stored_before_a_figure_was_measured_can_still_be_read_and_say_so()
    {
        SignalKind[] known = [SignalKind.SmileRatio, SignalKind.SadnessRatio, SignalKind.NegativeAffectRatio, SignalKind.Expressivity, SignalKind.HeadVelocity,
            SignalKind.HeadDownShare, SignalKind.EyeOpening, SignalKind.BlinkRate, SignalKind.BlinkDuration, SignalKind.FearAngerShare];
        var now = new SyntheticSession().Signals();
        var stored = JsonNode.Parse(JsonSerializer.Serialize(now))!.AsObject();
        foreach (var later in SignalKinds.All.Except(known)) stored.Remove(later.ToString()).ShouldBeTrue($"{later} is stored under its own name");

        var read = JsonSerializer.Deserialize<SessionSignals>(stored.ToJsonString())!;
        foreach (var kind in known) read[kind].ShouldBe(now[kind]);
        foreach (var later in SignalKinds.All.Except(known)) read[later].WithheldBecause.ShouldBe("not measured when this was stored");
    }

    [Fact]
    public void Every_signal_has_a_title_a_unit_and_a_way_to_be_written()
    {
        SignalKinds.All.Select(k => k.Title()).ShouldBeUnique();
        SignalKinds.All.ShouldAllBe(k => k.Unit().Length > 0 && k.Write(0.5).Length > 0);
    }
}
