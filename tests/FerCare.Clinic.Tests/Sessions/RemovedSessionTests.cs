using FerCare.Clinic.Audit;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Tests.Instruments;

namespace FerCare.Clinic.Tests.Sessions;

public sealed class RemovedSessionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_planned_session_goes_with_its_links_and_forms_and_the_trail_keeps_whose_it_was()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var other = await clinic.PlannedAsync(session.Scope, session.PatientId);
        await clinic.UsePhqAsync();
        await clinic.Get<FormPlan>().PlanAsync(session.Scope, session.PublicId, [new FormChoice("phq-9", FormOccasion.BeforeSession)], Cancel);
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);

        await clinic.Schedule.RemoveAsync(session.Scope, session.PublicId, Cancel);

        (await clinic.Schedule.ForPatientAsync(session.Scope, session.PatientId, Cancel)).Select(s => s.PublicId).ShouldBe([other.PublicId]);
        (await clinic.Links.RedeemAsync(link.Token, Cancel)).Succeeded.ShouldBeFalse();
        var removed = (await clinic.Audit.SearchAsync(new AuditQuery(Action: AuditAction.RemoveSession), Cancel)).Lines.ShouldHaveSingleItem();
        (removed.ActorId, removed.SubjectId, removed.Pseudonym).ShouldBe((session.Scope.StaffId, session.PublicId.ToString(), await clinic.Audit.PseudonymAsync(session.PatientId, Cancel)));
    }

    [Fact]
    public async Task A_session_that_somebody_has_come_to_stays()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var joined = await clinic.PlannedAsync();
        await clinic.Links.RedeemAsync((await clinic.Links.IssueAsync(joined.Scope, joined.Id, Cancel)).Token, Cancel);
        // Taken back, it still was opened.
        await clinic.Links.RevokeAsync(joined.Scope, joined.Id, Cancel);
        var begun = await clinic.PlannedAsync(joined.Scope, joined.PatientId);
        await clinic.BeginAsync(begun);

        (await Should.ThrowAsync<CourseRefusedException>(() => clinic.Schedule.RemoveAsync(joined.Scope, joined.PublicId, Cancel))).Found.ShouldBe(SessionState.Waiting);
        (await Should.ThrowAsync<CourseRefusedException>(() => clinic.Schedule.RemoveAsync(begun.Scope, begun.PublicId, Cancel))).Found.ShouldBe(SessionState.Live);

        (await clinic.Schedule.ForPatientAsync(joined.Scope, joined.PatientId, Cancel)).Count.ShouldBe(2);
        (await clinic.Audit.SearchAsync(new AuditQuery(Action: AuditAction.RemoveSession), Cancel)).Lines.ShouldBeEmpty();
    }
}
