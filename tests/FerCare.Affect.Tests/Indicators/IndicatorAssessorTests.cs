using System.Text.Json;
using CsCheck;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using static FerCare.Affect.Tests.Indicators.SessionsOfOnePatient;

namespace FerCare.Affect.Tests.Indicators;

public sealed class IndicatorAssessorTests
{
    private static readonly IndicatorOptions options = IndicatorOptions.Default with { BootstrapRounds = 50 };
    private static readonly SessionSeries series = new SyntheticSession { Seconds = 150 }.Build();

    public static TheoryData<IndicatorKind, SignalKind> EveryComponent()
    {
        var data = new TheoryData<IndicatorKind, SignalKind>();
        foreach (var kind in Enum.GetValues<IndicatorKind>())
            foreach (var rule in options.ComponentsOf(kind)) data.Add(kind, rule.Signal);
        return data;
    }

    private static IndicatorFinding Assess(IndicatorKind kind, SessionSignals now, PatientBaseline? baseline = null, params double[] earlier) =>
        IndicatorAssessor.Assess(series, now, baseline ?? Baseline(), [.. earlier.Select(i => Earlier(kind, i))], options).Single(f => f.Kind == kind);

    private static IndicatorFinding Earlier(IndicatorKind kind, double index, string version = IndicatorOptions.RuleVersion) =>
        new(kind, FindingStatus.NoFlag, null, index, index, index, [], [], 0.9, version);

    private static SessionSignals Towards(IndicatorKind kind, double deviations) =>
        Shifted(k => options.ComponentsOf(kind).FirstOrDefault(r => r.Signal == k) is { } rule ? (int)rule.Direction * deviations : 0);

    [Theory]
    [MemberData(nameof(EveryComponent))]
    public void Each_index_rises_with_each_component_in_its_direction_and_never_falls(IndicatorKind kind, SignalKind component)
    {
        var direction = (int)options.ComponentsOf(kind).Single(r => r.Signal == component).Direction;
        Gen.Select(Gen.Double[-2, 2].Array[10], Gen.Double[-4, 4], Gen.Double[0.01, 4]).Sample((others, from, step) =>
        {
            double Index(double deviations) => IndicatorAssessor.Assess(new([], [], [], null, 0), Shifted(k => k == component ? deviations : others[(int)k]), Baseline(), [],
                options with { BootstrapRounds = 1 }).Single(f => f.Kind == kind).Index!.Value;
            var (low, high) = (Index(from), Index(from + direction * step));
            high.ShouldBeGreaterThanOrEqualTo(low);
            if (Math.Abs(from) + step < 2) high.ShouldBeGreaterThan(low);
        }, iter: 60);
    }

    [Fact]
    public void Head_movement_points_in_opposite_directions_for_the_two()
    {
        options.DepressionComponents.Single(r => r.Signal == SignalKind.HeadVelocity).Direction.ShouldBe(Direction.Less);
        options.StressComponents.Single(r => r.Signal == SignalKind.HeadVelocity).Direction.ShouldBe(Direction.More);
    }

    [Theory]
    [InlineData(SignalKind.SadnessRatio)]
    [InlineData(SignalKind.NegativeAffectRatio)]
    public void The_share_of_sadness_is_part_of_no_index(SignalKind signal) =>
        Enum.GetValues<IndicatorKind>().SelectMany(options.ComponentsOf).ShouldNotContain(r => r.Signal == signal);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Indices_of_any_number_of_components_have_the_same_spread(int components)
    {
        var random = new Random(7);
        var indices = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var shared = SyntheticSession.Gauss(random);
            return IndicatorIndex.Of([.. Enumerable.Range(0, components).Select(_ => Math.Sqrt(0.3) * shared + Math.Sqrt(0.7) * SyntheticSession.Gauss(random))], 0.3);
        }).ToArray();
        Math.Sqrt(indices.Average(i => i * i)).ShouldBe(1, 0.03);
    }

    [Fact]
    public void An_unchanged_patient_has_an_index_of_zero_and_no_flag()
    {
        foreach (var kind in Enum.GetValues<IndicatorKind>())
        {
            var finding = Assess(kind, UsualSession);
            finding.Index!.Value.ShouldBe(0, 1e-9);
            finding.Status.ShouldBe(FindingStatus.NoFlag);
            finding.Evidence.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(new double[0], FindingStatus.NoFlag)]
    [InlineData(new[] { 0.2, 0.1 }, FindingStatus.NoFlag)]
    [InlineData(new[] { 1.65, 0.1 }, FindingStatus.Flagged)]
    [InlineData(new[] { 0.1, 1.7 }, FindingStatus.Flagged)]
    [InlineData(new[] { 1.7, 1.7, 0.1, 0.1 }, FindingStatus.NoFlag)]
    public void Two_high_sessions_of_the_last_three_raise_a_flag(double[] earlier, FindingStatus expected) =>
        Assess(IndicatorKind.DepressionPattern, Towards(IndicatorKind.DepressionPattern, 2), null, earlier).Status.ShouldBe(expected);

    [Fact]
    public void Two_high_sessions_before_an_ordinary_one_still_flag() =>
        Assess(IndicatorKind.StressPattern, UsualSession, null, 1.8, 1.9).Status.ShouldBe(FindingStatus.Flagged);

    [Fact]
    public void Indices_of_other_rules_are_not_compared() =>
        IndicatorAssessor.Assess(series, Towards(IndicatorKind.StressPattern, 2), Baseline(), [Earlier(IndicatorKind.StressPattern, 3, "2020.1")], options)
            .Single(f => f.Kind == IndicatorKind.StressPattern).Status.ShouldBe(FindingStatus.NoFlag);

    [Fact]
    public void Without_a_baseline_the_components_are_shown_without_an_index()
    {
        foreach (var finding in IndicatorAssessor.Assess(series, UsualSession, null, [], options))
        {
            finding.Status.ShouldBe(FindingStatus.NotEnoughSessions);
            finding.Index.ShouldBeNull();
            finding.Reason.ShouldNotBeNull().ShouldContain("Not enough sessions yet");
            finding.Components.ShouldAllBe(c => c.Value != null && c.Z == null);
        }
    }

    [Fact]
    public void A_session_that_is_not_valid_is_withheld_with_its_reason()
    {
        var short_ = new SyntheticSession { Seconds = 60 }.Signals();
        foreach (var finding in IndicatorAssessor.Assess(series, short_, Baseline(), [], options))
        {
            finding.Status.ShouldBe(FindingStatus.Withheld);
            finding.Reason.ShouldNotBeNull().ShouldContain("120 s are needed");
            finding.Index.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(IndicatorKind.DepressionPattern, 3, FindingStatus.Withheld)]
    [InlineData(IndicatorKind.DepressionPattern, 4, FindingStatus.NoFlag)]
    [InlineData(IndicatorKind.StressPattern, 1, FindingStatus.Withheld)]
    [InlineData(IndicatorKind.StressPattern, 2, FindingStatus.NoFlag)]
    public void Too_few_components_withhold_the_index(IndicatorKind kind, int available, FindingStatus expected)
    {
        var kept = options.ComponentsOf(kind).Take(available).Select(r => r.Signal).ToHashSet();
        var finding = Assess(kind, Session(k => kept.Contains(k) ? Usual[k] : null));
        finding.Status.ShouldBe(expected);
        finding.Components.Count(c => c.WithheldBecause == "not measured").ShouldBe(options.ComponentsOf(kind).Count - available);
    }

    [Fact]
    public void A_minute_without_a_face_raises_no_finding()
    {
        var calm = new SyntheticSession { Seconds = 300 };
        var baseline = PatientBaseline.From([.. Enumerable.Range(1, 5).Select(seed => (calm with { Seed = seed }).Signals())], options);
        var lost = calm with { Seed = 9, NoFace = [new(120_000, 180_000)] };
        foreach (var finding in IndicatorAssessor.Assess(lost.Build(), lost.Signals(), baseline, [], options))
        {
            finding.Status.ShouldBe(FindingStatus.NoFlag);
            Math.Abs(finding.Index!.Value).ShouldBeLessThan(1);
        }
    }

    [Fact]
    public void A_long_smile_does_not_hide_a_change_in_the_other_components()
    {
        var masked = Shifted(k => k == SignalKind.SmileRatio ? 30 : options.DepressionComponents.FirstOrDefault(r => r.Signal == k) is { } rule ? (int)rule.Direction * 3.0 : 0);
        Assess(IndicatorKind.DepressionPattern, masked).Index!.Value.ShouldBeGreaterThan(1.65);
    }

    [Fact]
    public void The_same_session_always_gives_the_same_findings()
    {
        var session = new SyntheticSession { SmileShare = 0.05, HeadSwayDegrees = 2 };
        string Once() => JsonSerializer.Serialize(IndicatorAssessor.Assess(session.Build(), session.Signals(), Baseline(), [], options));
        Once().ShouldBe(Once());
    }

    [Fact]
    public void Findings_survive_a_trip_through_JSON()
    {
        var session = new SyntheticSession { SmileShare = 0, HeadSwayDegrees = 1, MovementPerSecond = 0.05 };
        var json = JsonSerializer.Serialize(IndicatorAssessor.Assess(session.Build(), session.Signals(), Baseline(), [], options));
        json.ShouldContain("DepressionPattern");
        JsonSerializer.Serialize(JsonSerializer.Deserialize<IReadOnlyList<IndicatorFinding>>(json)).ShouldBe(json);
    }

    [Fact]
    public void No_wording_claims_a_diagnosis_and_every_component_names_its_source()
    {
        var session = new SyntheticSession { SmileShare = 0, HeadSwayDegrees = 1, MovementPerSecond = 0.02, BlinkMs = 260 };
        var findings = IndicatorAssessor.Assess(session.Build(), session.Signals(), Baseline(), [Earlier(IndicatorKind.DepressionPattern, 3)], options);
        var text = JsonSerializer.Serialize(findings).ToLowerInvariant();
        foreach (var word in new[] { "diagnos", "depressed", "stressed", "disorder", "patient is" }) text.ShouldNotContain(word);
        findings.Single(f => f.Kind == IndicatorKind.DepressionPattern).Reason.ShouldNotBeNull().ShouldContain("relative to this patient's baseline");
        findings.SelectMany(f => f.Components).ShouldAllBe(c => c.Source.Length > 5);
    }
}
