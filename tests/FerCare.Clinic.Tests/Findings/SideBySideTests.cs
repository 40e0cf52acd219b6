using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Tests.Instruments;

namespace FerCare.Clinic.Tests.Findings;

public sealed class SideBySideTests
{
    private static readonly DateTimeOffset start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_flagged_change_beside_a_low_score_differs_and_both_stand()
    {
        var both = Of([Session(1, 0.4), Session(2, 1.9, FindingStatus.Flagged), Session(3, 2.2, FindingStatus.Flagged)], Score("phq-9", 4, "minimal", 12));

        both.Index.ShouldBe("Index: change flagged in 2 of the last 3 sessions.");
        both.Score.ShouldBe("PHQ-9: 4 (minimal), 12 days old.");
        both.Verdict.ShouldBe("They differ; both stand.");
    }

    [Fact]
    public void A_high_score_without_a_flag_differs_too()
    {
        var both = Of([Session(1, 0.4), Session(2, 0.1)], Score("phq-9", 17, "moderately severe", 2));
        (both.Index, both.Concordance).ShouldBe(("Index: no change flagged in the last 2 sessions.", Concordance.Differ));
    }

    [Fact]
    public void Where_neither_is_raised_that_is_no_all_clear() =>
        Of([Session(1, 0.4)], Score("phq-9", 2, "minimal", 0)).Verdict.ShouldBe("Neither is raised. That is no all-clear.");

    [Fact]
    public void A_flag_that_was_dismissed_is_told_and_does_not_stand()
    {
        var both = Of([Session(1, 1.9, FindingStatus.Flagged, ReviewState.Dismissed)], Score("phq-9", 2, "minimal", 0));
        (both.Index, both.Concordance).ShouldBe(("Index: change flagged in the only comparable session, 1 dismissed by a clinician.", Concordance.Same));
    }

    [Theory]
    [InlineData("phq-9", 15, "older than that and not compared")]
    [InlineData("pss-10", 3, "no published cut-off")]
    public void A_score_that_is_old_or_without_a_cut_off_is_shown_and_not_compared(string instrument, int age, string why)
    {
        var both = Of([Session(1, 1.9, FindingStatus.Flagged)], Score(instrument, 4, "minimal", age));
        both.Concordance.ShouldBe(Concordance.NotCompared);
        both.Verdict.ShouldContain(why);
        both.Verdict.ShouldContain("oth stand");
    }

    [Theory]
    [InlineData(17)]
    [InlineData(2)]
    public void An_index_of_long_ago_is_shown_with_its_age_and_not_compared_with_a_score_of_today(int score)
    {
        var both = Of([Session(1, 1.9, FindingStatus.Flagged), Session(2, 2.2, FindingStatus.Flagged)], Score("phq-9", score, null, 0), daysLater: 400);
        (both.Index, both.Verdict, both.Concordance).ShouldBe(("Index: change flagged in 2 of the last 2 sessions, 400 days old.",
            "The index is from 400 days ago and not compared; both stand.", Concordance.NotCompared));
    }

    [Theory]
    [InlineData(14, Concordance.Same)]
    [InlineData(15, Concordance.NotCompared)]
    public void An_index_is_compared_for_as_long_as_a_score_is(int daysLater, Concordance concordance) =>
        Of([Session(1, 1.9, FindingStatus.Flagged)], Score("phq-9", 17, "moderately severe", 0), daysLater).Concordance.ShouldBe(concordance);

    [Fact]
    public void A_flag_of_long_ago_raises_no_recent_index()
    {
        var both = Of([Session(1, 1.9, FindingStatus.Flagged), Session(400, 0.2)], Score("phq-9", 17, "moderately severe", 0));
        (both.Index, both.Verdict, both.Concordance).ShouldBe(("Index: change flagged in 1 of the last 2 sessions.",
            "The last flag is from 399 days ago and not compared; both stand.", Concordance.NotCompared));
    }

    [Fact]
    public void A_withheld_session_makes_an_index_no_younger() =>
        Of([Session(1, 0.4), Session(30, null, FindingStatus.Withheld)], Score("phq-9", 2, "minimal", 0)).Verdict
            .ShouldBe("The index is from 29 days ago and not compared; both stand.");

    [Fact]
    public void The_age_of_an_index_is_told_from_two_days_on_and_before_what_was_dismissed()
    {
        TrendSession[] dismissed = [Session(1, 1.9, FindingStatus.Flagged, ReviewState.Dismissed)];
        Of(dismissed, Score("phq-9", 2, "minimal", 0), daysLater: 1).Index.ShouldBe("Index: change flagged in the only comparable session, 1 dismissed by a clinician.");
        Of(dismissed, Score("phq-9", 2, "minimal", 0), daysLater: 2).Index.ShouldBe("Index: change flagged in the only comparable session, 2 days old, 1 dismissed by a clinician.");
    }

    [Fact]
    public void Without_a_score_or_an_index_there_is_nothing_to_compare()
    {
        Of([Session(1, 1)], new LastScore(Library.Instrument("phq-9"), null, null, null, false)).Verdict.ShouldBe("There is nothing to compare yet.");
        var fresh = Of([Session(1, null, FindingStatus.NotEnoughSessions)], Score("phq-9", 4, "minimal", 1));
        (fresh.Index, fresh.Concordance).ShouldBe(("Index: none yet, not enough sessions for a baseline.", Concordance.NotCompared));
    }

    [Fact]
    public void Sessions_before_a_new_baseline_or_under_other_rules_are_not_counted()
    {
        var both = Of([Session(1, 3, FindingStatus.Flagged, rules: "2026.1"), Session(2, 3, FindingStatus.Flagged), Session(3, 0.2, period: 1), Session(4, null, FindingStatus.Withheld, period: 1)],
            Score("phq-9", 4, "minimal", 1));
        both.Index.ShouldBe("Index: no change flagged in the only comparable session; the last session gave no index.");
    }

    [Fact]
    public void A_flag_from_before_another_network_came_is_counted_on() =>
        Of([Session(1, 1.9, FindingStatus.Flagged), Session(2, 0.4) with { ModelVersion = "another network" }], Score("phq-9", 4, "minimal", 1)).Index
            .ShouldBe("Index: change flagged in 1 of the last 2 sessions.");

    [Fact]
    public void A_baseline_taken_anew_after_the_last_session_is_told() =>
        Of([Session(1, 0.4)], Score("phq-9", 4, "minimal", 1), resets: [new(SessionContext.Conversation, "A new camera.", "Sample clinician", start.AddDays(2))])
            .Index.ShouldBe("Index: no change flagged in the only comparable session; a new baseline has been taken since.");

    /// <summary>As it stands some days after the last of these sessions.</summary>
    private static SideBySide Of(IReadOnlyList<TrendSession> sessions, LastScore score, int daysLater = 0, IReadOnlyList<BaselineResetRow>? resets = null)
    {
        var now = sessions[^1].At.AddDays(daysLater);
        return SideBySide.Of(IndicatorKind.DepressionPattern, sessions, resets ?? [], score, new ScoreMoment(now, now, TimeZoneInfo.Utc), IndicatorOptions.Default, SideBySideOptions.Default);
    }

    private static TrendSession Session(int number, double? index, FindingStatus status = FindingStatus.NoFlag, ReviewState review = ReviewState.Preliminary, string rules = IndicatorOptions.RuleVersion, int period = 0) =>
        new(Guid.NewGuid(), SessionContext.Conversation, SessionState.Ended, start.AddDays(number), period, false, null,
            [new TrendIndex(IndicatorKind.DepressionPattern, status, null, index, index - 1, index + 1, 0.9, rules, review)]);

    private static LastScore Score(string id, int score, string? band, int age)
    {
        var instrument = Library.Instrument(id);
        return new(instrument, new FormRow(Guid.NewGuid(), id, instrument.ShortTitle, null, FormOccasion.Entered, start, start, null, 9, 9, score, instrument.Highest, band), null, age, false);
    }
}
