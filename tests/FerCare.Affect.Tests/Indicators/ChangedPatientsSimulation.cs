using FerCare.Affect.Indicators;

namespace FerCare.Affect.Tests.Indicators;

/// <summary>
/// What the default thresholds make of patients whose truth is known; `./bench indicators` gives the same figures from more patients.
/// </summary>
public sealed class ChangedPatientsSimulation
{
    private const int Patients = 3000;
    private static readonly IndicatorOptions options = IndicatorOptions.Default;
    private static readonly SyntheticWorld asAssumed = new();

    private static FlagRates Flagged(SyntheticCourse course, SyntheticWorld world) => PatientSimulation.Flagged(world, course, options, Patients);

    [Fact]
    public void At_most_one_unchanged_patient_in_twenty_is_flagged_by_an_index_in_ten_sessions()
    {
        var rates = Flagged(SyntheticCourse.Unchanged, asAssumed);
        rates.Depression.ShouldBeInRange(0.01, 0.05);
        rates.Stress.ShouldBeInRange(0.01, 0.05);
        rates.Either.ShouldBeInRange(Math.Max(rates.Depression, rates.Stress), rates.Depression + rates.Stress);
    }

    [Fact]
    public void Four_in_five_patients_with_a_depressed_pattern_of_one_and_a_half_deviations_are_flagged() =>
        Flagged(SyntheticCourse.DepressionPattern, asAssumed).Depression.ShouldBeGreaterThanOrEqualTo(0.8);

    [Fact]
    public void Four_in_five_patients_with_a_stress_pattern_of_one_and_a_half_deviations_are_flagged() =>
        Flagged(SyntheticCourse.StressPattern, asAssumed).Stress.ShouldBeGreaterThanOrEqualTo(0.8);

    [Fact]
    public void Neither_course_raises_the_other_indicator()
    {
        Flagged(SyntheticCourse.DepressionPattern, asAssumed).Stress.ShouldBeLessThan(0.05);
        Flagged(SyntheticCourse.StressPattern, asAssumed).Depression.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void A_change_in_the_other_direction_is_not_flagged() =>
        Flagged(SyntheticCourse.DepressionPattern, asAssumed with { Change = -1.5 }).Depression.ShouldBeLessThan(0.01);

    [Fact]
    public void A_baseline_that_takes_in_changed_sessions_finds_far_fewer() =>
        PatientSimulation.Flagged(asAssumed, SyntheticCourse.StressPattern, options with { MaximumBaselineSessions = 5 }, Patients).Stress.ShouldBeLessThan(0.65);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    public void Components_that_correlate_otherwise_than_assumed_shift_false_alarms_but_not_wildly(double correlation) =>
        Flagged(SyntheticCourse.Unchanged, asAssumed with { Correlation = correlation }).Depression.ShouldBeLessThan(0.16);

    [Fact]
    public void A_prior_that_is_twice_too_wide_makes_fewer_false_alarms_and_one_twice_too_narrow_more()
    {
        var right = Flagged(SyntheticCourse.Unchanged, asAssumed).Depression;
        Flagged(SyntheticCourse.Unchanged, asAssumed with { SpreadFactor = 0.5 }).Depression.ShouldBeLessThan(right);
        Flagged(SyntheticCourse.Unchanged, asAssumed with { SpreadFactor = 2 }).Depression.ShouldBeGreaterThan(right);
    }

    [Fact]
    public void Sessions_and_figures_that_are_missing_raise_no_false_alarms() =>
        Flagged(SyntheticCourse.Unchanged, asAssumed with { WithheldSessions = 0.25, WithheldFigures = 0.1 }).Depression.ShouldBeLessThan(0.05);

    [Fact]
    public void One_missing_figure_in_ten_still_leaves_three_in_four_found() =>
        Flagged(SyntheticCourse.DepressionPattern, asAssumed with { WithheldFigures = 0.1 }).Depression.ShouldBeGreaterThan(0.75);

    /// <summary>From frames and emotions: a few patients whose change is large enough that chance does not decide.</summary>
    [Theory]
    [InlineData(SyntheticCourse.Unchanged, 0.0, 0.0)]
    [InlineData(SyntheticCourse.DepressionPattern, 1.0, 0.0)]
    [InlineData(SyntheticCourse.StressPattern, 0.0, 1.0)]
    public void Patients_played_frame_by_frame_are_flagged_for_what_changed_and_for_nothing_else(SyntheticCourse course, double depression, double stress)
    {
        var rates = PatientSimulation.FlaggedFromSamples(asAssumed with { Sessions = 6, Change = 3, SpreadFactor = 0.7 }, course, options, 6);
        rates.Depression.ShouldBe(depression, 0.17);
        rates.Stress.ShouldBe(stress, 0.17);
    }

    [Fact]
    public void Patients_who_are_mostly_not_seen_are_not_flagged() =>
        PatientSimulation.FlaggedFromSamples(asAssumed with { Sessions = 6, Change = 3, WithheldSessions = 1 }, SyntheticCourse.DepressionPattern, options, 2).Either.ShouldBe(0);
}
