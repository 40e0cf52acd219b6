using System.Text.Json;
using CsCheck;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using static FerCare.Affect.Tests.Indicators.SessionsOfOnePatient;

namespace FerCare.Affect.Tests.Indicators;

public sealed class PatientBaselineTests
{
    private static readonly IndicatorOptions options = IndicatorOptions.Default;

    private static SessionSignals Smiling(double ratio) => Session(k => k == SignalKind.SmileRatio ? ratio : Usual[k]);

    [Fact]
    public void Two_sessions_are_no_baseline() => PatientBaseline.From([UsualSession, UsualSession], options).ShouldBeNull();

    [Fact]
    public void Withheld_sessions_do_not_count() =>
        PatientBaseline.From([UsualSession, UsualSession, Session(k => Usual[k], 0.4, "low coverage")], options).ShouldBeNull();

    [Fact]
    public void The_baseline_is_frozen_after_three_sessions()
    {
        var first = Enumerable.Range(0, 3).Select(i => Smiling(0.1 * i)).ToArray();
        var three = PatientBaseline.From(first, options)!;
        var later = PatientBaseline.From([.. first, Smiling(0.9), Smiling(0.9)], options)!;
        later[SignalKind.SmileRatio].ShouldBe(three[SignalKind.SmileRatio]);
        three[SignalKind.SmileRatio]!.Value.Mean.ShouldBe(0.1, 1e-9);
    }

    [Fact]
    public void The_spread_is_shrunk_towards_the_prior()
    {
        var prior = options.Spreads[SignalKind.SmileRatio].PriorSd;
        var calm = PatientBaseline.From([Smiling(0.2), Smiling(0.2), Smiling(0.2)], options)![SignalKind.SmileRatio]!.Value;
        calm.Sd.ShouldBe(Math.Sqrt(8 * prior * prior / 10), 1e-9);
        var wild = PatientBaseline.From([Smiling(0), Smiling(0.5), Smiling(1)], options)![SignalKind.SmileRatio]!.Value;
        wild.Sd.ShouldBeInRange(prior, 0.5);
    }

    [Fact]
    public void The_spread_never_falls_below_the_measurement_error()
    {
        var certain = options with { Spreads = new Dictionary<SignalKind, SignalSpread> { [SignalKind.SmileRatio] = new(0.001, 0.02) } };
        PatientBaseline.From([UsualSession, UsualSession, UsualSession], certain)![SignalKind.SmileRatio]!.Value.Sd.ShouldBe(0.02);
    }

    [Theory]
    [InlineData(3, 0.1, 0.866025)]
    [InlineData(4, 0.1, 0.894427)]
    [InlineData(5, -0.1, -0.912871)]
    public void A_z_counts_how_few_sessions_the_mean_rests_on(int sessions, double shift, double expected) =>
        new BaselineFigure(0.2, 0.1, sessions).Z(0.2 + shift, 3).ShouldBe(expected, 1e-5);

    [Fact]
    public void A_z_is_clipped_at_three() => new BaselineFigure(0, 1, 5).Z(-100, 3).ShouldBe(-3);

    [Fact]
    public void A_component_measured_in_a_single_baseline_session_is_not_compared_and_one_in_two_with_a_wider_mean()
    {
        var without = Session(k => k == SignalKind.BlinkRate ? null : Usual[k]);
        var once = PatientBaseline.From([UsualSession, without, without], options)!;
        once[SignalKind.BlinkRate].ShouldBeNull();
        once[SignalKind.SmileRatio].ShouldNotBeNull();
        PatientBaseline.From([UsualSession, UsualSession, without], options)![SignalKind.BlinkRate]!.Value.Sessions.ShouldBe(2);
    }

    [Fact]
    public void A_frozen_baseline_survives_a_trip_through_JSON()
    {
        var json = JsonSerializer.Serialize(PatientBaseline.From([Smiling(0.1), Smiling(0.2), Smiling(0.4)], options));
        var stored = JsonSerializer.Deserialize<PatientBaseline>(json)!;
        stored.Sessions.Count.ShouldBe(3);
        stored[SignalKind.SmileRatio]!.Value.Mean.ShouldBe(0.7 / 3, 1e-9);
        JsonSerializer.Serialize(stored).ShouldBe(json);
    }

    [Fact]
    public void A_z_does_not_change_with_unit_or_origin_of_the_signal() =>
        Gen.Select(Gen.Double[0, 1].Array[3, 5], Gen.Double[0, 1], Gen.Double[0.1, 1000], Gen.Double[-100, 100]).Sample((history, now, scale, shift) =>
        {
            double Z(Func<double, double> change, double factor)
            {
                var scaled = options with { Spreads = new Dictionary<SignalKind, SignalSpread> { [SignalKind.SmileRatio] = new(0.08 * factor, 0.02 * factor) } };
                return PatientBaseline.From([.. history.Select(h => Smiling(change(h)))], scaled)![SignalKind.SmileRatio]!.Value.Z(change(now), 3);
            }

            Z(x => x * scale + shift, scale).ShouldBe(Z(x => x, 1), 1e-6);
        });
}
