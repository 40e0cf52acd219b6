using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using static FerCare.Affect.Tests.Indicators.SessionsOfOnePatient;

namespace FerCare.Affect.Tests.Indicators;

/// <summary>Two networks read the same face differently: what they give is not compared. What comes from the landmarks is.</summary>
public sealed class AnotherNetworkTests
{
    private static readonly IndicatorOptions options = IndicatorOptions.Default with { BootstrapRounds = 50 };
    private static readonly SessionSeries series = new SyntheticSession { Seconds = 150 }.Build();

    [Fact]
    public void Smiling_fear_and_anger_of_another_network_than_the_baseline_are_withheld_with_the_reason_and_the_rest_is_compared()
    {
        foreach (var finding in Assess(UsualSession with { Network = "second" }, "first", "first", "first"))
        {
            finding.Index.ShouldNotBeNull();
            foreach (var component in finding.Components)
            {
                if (!component.Signal.IsOfEmotionNetwork())
                {
                    component.Z.ShouldNotBeNull(component.Name);
                    continue;
                }

                (component.Value, component.BaselineMean, component.Z).ShouldBe((null, null, null));
                component.WithheldBecause.ShouldNotBeNull().ShouldContain("another network");
            }
        }
    }

    [Fact]
    public void A_smile_that_another_network_read_moves_no_index()
    {
        var grave = Shifted(k => k == SignalKind.SmileRatio ? -3 : 0) with { Network = "second" };
        Assess(grave, "first", "first", "first")[0].Index!.Value.ShouldBe(0, 1e-9);
        Assess(grave, "second", "second", "second")[0].Index!.Value.ShouldBeGreaterThan(0.5);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void A_baseline_of_two_networks_is_compared_with_neither(string network) =>
        Smiling(UsualSession with { Network = network }, "first", "first", "second").WithheldBecause.ShouldNotBeNull();

    [Theory]
    [InlineData(null, "first")]
    [InlineData("first", null)]
    public void A_network_whose_name_was_not_recorded_is_not_taken_for_a_known_one(string? now, string? baseline) =>
        Smiling(UsualSession with { Network = now }, baseline, baseline, baseline).WithheldBecause.ShouldNotBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("first")]
    public void What_one_network_read_is_compared(string? network) =>
        Smiling(UsualSession with { Network = network }, network, network, network).Z.ShouldNotBeNull();

    [Fact]
    public void A_session_of_the_baseline_without_the_figure_has_no_say_in_it()
    {
        var without = Session(k => k == SignalKind.SmileRatio ? null : Usual[k]) with { Network = "second" };
        var baseline = PatientBaseline.From([UsualSession with { Network = "first" }, UsualSession with { Network = "first" }, without], options)!;
        IndicatorAssessor.Assess(series, UsualSession with { Network = "first" }, baseline, [], options)[0].Components.Single(c => c.Signal == SignalKind.SmileRatio).Z.ShouldNotBeNull();
    }

    [Fact]
    public void The_network_is_stored_with_the_signals_and_signals_without_one_are_read_too()
    {
        JsonSerializer.Deserialize<SessionSignals>(JsonSerializer.Serialize(UsualSession with { Network = "first" }))!.Network.ShouldBe("first");
        var older = JsonSerializer.Serialize(UsualSession);
        older.ShouldNotContain("Network");
        JsonSerializer.Deserialize<SessionSignals>(older)!.Network.ShouldBeNull();
    }

    [Fact]
    public void A_baseline_that_the_rules_cannot_take_withholds_the_index_and_says_why()
    {
        foreach (var finding in IndicatorAssessor.Assess(series, UsualSession, null, [], options, outOfReach: true))
        {
            (finding.Status, finding.Index).ShouldBe((FindingStatus.Withheld, null));
            finding.Reason.ShouldNotBeNull().ShouldContain("have been erased");
            finding.Components.ShouldAllBe(c => c.WithheldBecause == "no baseline by these rules");
        }
    }

    private static ComponentScore Smiling(SessionSignals now, params string?[] baseline) => Assess(now, baseline)[0].Components.Single(c => c.Signal == SignalKind.SmileRatio);

    private static IReadOnlyList<IndicatorFinding> Assess(SessionSignals now, params string?[] baseline) =>
        IndicatorAssessor.Assess(series, now, PatientBaseline.From([.. baseline.Select(network => UsualSession with { Network = network })], options), [], options);
}
