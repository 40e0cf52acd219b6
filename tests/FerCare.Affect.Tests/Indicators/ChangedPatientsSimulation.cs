using FerCare.Affect.Indicators;
using FerCare.Affect.Timeline;
using static FerCare.Affect.Tests.Indicators.SessionsOfOnePatient;

namespace FerCare.Affect.Tests.Indicators;

/// <summary>
/// Made-up patients whose sessions vary by the prior standard deviation, with components that correlate by 0.3 in the index's
/// directions: a check of the mathematics, not of the clinic.
/// </summary>
public sealed class ChangedPatientsSimulation
{
    private const int Patients = 1500, FollowUps = 5;
    private static readonly IndicatorOptions options = IndicatorOptions.Default with { BootstrapRounds = 1 };
    private static readonly SessionSeries nothing = new([], [], [], null, 0);

    private static (double HighSessions, double FlaggedPatients) Rates(IndicatorKind kind, double shift, int baselineSessions = 5)
    {
        var random = new Random(42);
        int high = 0, flagged = 0;
        for (var patient = 0; patient < Patients; patient++)
        {
            var baseline = PatientBaseline.From([.. Enumerable.Range(0, baselineSessions).Select(_ => Session(0))], options);
            var findings = new List<IndicatorFinding>();
            for (var i = 0; i < FollowUps; i++)
                findings.Add(IndicatorAssessor.Assess(nothing, Session(shift), baseline, findings, options).Single(f => f.Kind == kind));
            high += findings.Count(f => f.Index >= options.FlagThreshold);
            if (findings.Any(f => f.Status == FindingStatus.Flagged)) flagged++;
        }

        return ((double)high / (Patients * FollowUps), (double)flagged / Patients);

        FerCare.Affect.Signals.SessionSignals Session(double by)
        {
            var shared = SyntheticSession.Gauss(random);
            return Shifted(k => options.ComponentsOf(kind).FirstOrDefault(r => r.Signal == k) is { } rule
                ? (int)rule.Direction * (by + Math.Sqrt(options.Correlation) * shared + Math.Sqrt(1 - options.Correlation) * SyntheticSession.Gauss(random))
                : SyntheticSession.Gauss(random));
        }
    }

    [Theory]
    [InlineData(IndicatorKind.DepressionPattern)]
    [InlineData(IndicatorKind.StressPattern)]
    public void About_one_in_twenty_sessions_and_patients_without_change_is_a_false_alarm(IndicatorKind kind)
    {
        var (sessions, patients) = Rates(kind, 0);
        sessions.ShouldBeInRange(0.02, 0.08);
        patients.ShouldBeInRange(0.01, 0.09);
    }

    /// <summary>Three components carry less than six: seen were 0.89 for the depression pattern and 0.78 for the stress pattern.</summary>
    [Theory]
    [InlineData(IndicatorKind.DepressionPattern, 0.85)]
    [InlineData(IndicatorKind.StressPattern, 0.75)]
    public void Most_patients_with_a_change_of_one_and_a_half_deviations_are_flagged_within_five_sessions(IndicatorKind kind, double atLeast) =>
        Rates(kind, 1.5).FlaggedPatients.ShouldBeGreaterThan(atLeast);

    [Fact]
    public void A_baseline_of_three_sessions_still_finds_four_in_five_depression_patterns() =>
        Rates(IndicatorKind.DepressionPattern, 1.5, baselineSessions: 3).FlaggedPatients.ShouldBeGreaterThan(0.8);

    [Fact]
    public void A_change_in_the_other_direction_is_not_flagged() =>
        Rates(IndicatorKind.DepressionPattern, -1.5).FlaggedPatients.ShouldBeLessThan(0.005);
}
