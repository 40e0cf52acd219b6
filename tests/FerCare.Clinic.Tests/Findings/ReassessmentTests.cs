using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Findings;

public sealed class ReassessmentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_change_of_rules_all_sessions_of_a_patient_are_out_of_date_until_they_are_assessed_again_and_both_versions_stay()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.HoldAsync();
        await clinic.HoldAsync(first);
        await clinic.HoldAsync(first);
        var fourth = await clinic.HoldAsync(first);
        var again = clinic.Get<Reassessment>();
        (await again.StaleAsync(first.Scope, first.PatientId, Cancel)).ShouldBeEmpty();
        await clinic.DateBackRulesAsync();
        (await again.StaleAsync(first.Scope, first.PatientId, Cancel)).Select(s => s.Because).ShouldBe(Enumerable.Repeat(StaleBecause.EarlierRules, 4));

        var told = new Told();
        (await again.AssessPatientAsync(first.Scope, first.PatientId, told, Cancel)).ShouldBe(new(4, 4, 4));

        told.Reports.Select(r => r.Done).ShouldBe([0, 1, 2, 3, 4]);
        (await again.StaleAsync(first.Scope, first.PatientId, Cancel)).ShouldBeEmpty();
        foreach (var finding in await clinic.Assessment.FindingsAsync(fourth.Scope, fourth.PublicId, Cancel))
        {
            finding.Finding.RuleVersion.ShouldBe(IndicatorOptions.RuleVersion);
            finding.Finding.Status.ShouldBe(FindingStatus.NoFlag);
            finding.Earlier.ShouldHaveSingleItem().Finding.RuleVersion.ShouldBe("2026.1");
        }

        (await clinic.Audit.RecentAsync(100, Cancel)).Where(l => l.Action == AuditAction.Reassess).Select(l => l.ActorId).ShouldBe(Enumerable.Repeat((Guid?)first.Scope.StaffId, 4));
    }

    [Fact]
    public async Task One_session_brings_the_earlier_ones_it_builds_on_up_to_date_first()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.HoldAsync();
        await clinic.HoldAsync(first);
        await clinic.HoldAsync(first);
        var fourth = await clinic.HoldAsync(first);
        await clinic.DateBackRulesAsync();

        (await clinic.Get<Reassessment>().AssessSessionAsync(fourth.Scope, fourth.PublicId, cancel: Cancel)).Done.ShouldBe(4);

        (await clinic.StatusAsync(fourth)).ShouldBe(FindingStatus.NoFlag);
    }

    [Fact]
    public async Task A_session_of_the_baseline_that_is_marked_otherwise_changes_the_baseline_of_the_later_ones()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.HoldAsync();
        var second = await clinic.HoldAsync(first);
        await clinic.HoldAsync(first);
        var fourth = await clinic.HoldAsync(first);
        (await clinic.StatusAsync(fourth)).ShouldBe(FindingStatus.NoFlag);

        await clinic.MarkAsync(second, 0, SessionContext.Reading);
        var again = clinic.Get<Reassessment>();
        var stale = (await again.StaleAsync(first.Scope, first.PatientId, Cancel)).ShouldHaveSingleItem();
        (stale.PublicId, stale.Because).ShouldBe((second.PublicId, StaleBecause.ChangedParts));
        (await again.AssessSessionAsync(second.Scope, second.PublicId, cancel: Cancel)).Done.ShouldBe(3);

        (await clinic.StatusAsync(second)).ShouldBe(FindingStatus.Withheld);
        (await clinic.StatusAsync(fourth)).ShouldBe(FindingStatus.NotEnoughSessions);
        (await again.StaleAsync(first.Scope, first.PatientId, Cancel)).ShouldBeEmpty();

        var mark = (await clinic.Get<ContextMarks>().ForSessionAsync(second.Scope, second.PublicId, Cancel)).Single();
        await clinic.Get<ContextMarks>().RemoveAsync(second.Scope, second.PublicId, mark.Id, Cancel);
        await again.AssessPatientAsync(first.Scope, first.PatientId, cancel: Cancel);
        (await clinic.StatusAsync(fourth)).ShouldBe(FindingStatus.NoFlag);
    }

    [Fact]
    public async Task Assessing_again_what_is_up_to_date_keeps_findings_and_their_review()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync(seconds: 20);
        var shown = (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel))[0];
        await clinic.Get<FindingReviews>().ReviewAsync(session.Scope, shown.Id, ReviewStep.Confirmed, null, shown.Review, Cancel);

        (await clinic.Get<Reassessment>().AssessSessionAsync(session.Scope, session.PublicId, cancel: Cancel)).ShouldBe(new(1, 1, 0));

        var after = (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel))[0];
        after.Review.ShouldBe(ReviewState.Confirmed);
        after.Earlier.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_team_and_a_session_under_way_are_refused()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var live = await clinic.LiveAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");
        var again = clinic.Get<Reassessment>();

        await Should.ThrowAsync<CourseRefusedException>(() => again.AssessSessionAsync(live.Scope, live.PublicId, cancel: Cancel));
        await Should.ThrowAsync<OutsideCareTeamException>(() => again.AssessSessionAsync(stranger, live.PublicId, cancel: Cancel));
        await Should.ThrowAsync<OutsideCareTeamException>(() => again.AssessPatientAsync(stranger, live.PatientId, cancel: Cancel));
        (await again.StaleAsync(stranger, live.PatientId, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopped_between_two_sessions_it_leaves_those_that_build_on_what_was_done_as_to_be_assessed_again_and_goes_on_from_there()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.HoldAsync();
        var second = await clinic.HoldAsync(first);
        var third = await clinic.HoldAsync(first);
        var fourth = await clinic.HoldAsync(first);
        var again = clinic.Get<Reassessment>();
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.MarkAsync(first, 0, SessionContext.Reading);
        using var stop = new CancellationTokenSource();

        var reached = await again.AssessSessionAsync(first.Scope, first.PublicId, new Told(stop, afterSessions: 2), stop.Token);

        (reached.Done, reached.Of, reached.IsUnfinished).ShouldBe((2, 4, true));
        (await again.StaleAsync(first.Scope, first.PatientId, Cancel)).Select(s => (s.PublicId, s.Because))
            .ShouldBe([(third.PublicId, StaleBecause.EarlierSession), (fourth.PublicId, StaleBecause.EarlierSession)]);
        (await clinic.Audit.RecentAsync(100, Cancel)).Where(l => l.Action == AuditAction.Reassess).Select(l => l.SubjectId)
            .ShouldBe([second.PublicId.ToString(), first.PublicId.ToString()], ignoreOrder: true);

        (await again.AssessPatientAsync(first.Scope, first.PatientId, cancel: Cancel)).Done.ShouldBe(2);
        (await again.StaleAsync(first.Scope, first.PatientId, Cancel)).ShouldBeEmpty();
        (await clinic.StatusAsync(fourth)).ShouldBe(FindingStatus.NotEnoughSessions);
    }

    [Fact]
    public async Task Stopped_before_it_began_it_changes_nothing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.HoldAsync();
        await clinic.MarkAsync(first, 0, SessionContext.Reading);

        (await clinic.Get<Reassessment>().AssessPatientAsync(first.Scope, first.PatientId, cancel: new CancellationToken(canceled: true))).ShouldBe(new(0, 1, 0));

        (await clinic.Get<Reassessment>().StaleAsync(first.Scope, first.PatientId, Cancel)).ShouldHaveSingleItem().Because.ShouldBe(StaleBecause.ChangedParts);
    }

    [Fact]
    public async Task An_earlier_session_that_is_assessed_late_makes_the_later_ones_of_its_context_out_of_date_and_no_others()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await clinic.HoldAsync();
        var second = await clinic.HoldAsync(first);
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Assessment.ConcludeAsync(first.Id, Cancel);

        var stale = (await clinic.Get<Reassessment>().StaleAsync(first.Scope, first.PatientId, Cancel)).ShouldHaveSingleItem();
        (stale.PublicId, stale.Because).ShouldBe((second.PublicId, StaleBecause.EarlierSession));
        await clinic.Assessment.ConcludeAsync(second.Id, Cancel);
        (await clinic.Get<Reassessment>().StaleAsync(first.Scope, first.PatientId, Cancel)).ShouldBeEmpty();
    }

    private sealed class Told(CancellationTokenSource? stop = null, int afterSessions = 0) : IProgress<ReassessmentProgress>
    {
        public List<ReassessmentProgress> Reports { get; } = [];

        public void Report(ReassessmentProgress value)
        {
            Reports.Add(value);
            if (value.Done == afterSessions) stop?.Cancel();
        }
    }
}
