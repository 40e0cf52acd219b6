using FerCare.Clinic.Audit;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Audit;

public sealed class AuditTrailTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_from_the_patient_to_the_withdrawal_leaves_its_record_with_who_did_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        await clinic.Links.RedeemAsync(link.Token, Cancel);
        await clinic.Links.RedeemAsync(link.Token, Cancel);
        await clinic.Consents.GiveAsync(session.Id, ConsentText.Current, Cancel);
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        var lines = (await clinic.Audit.RecentAsync(100, Cancel)).Reverse().ToList();
        lines.Select(l => l.Action).ShouldBe([
            AuditAction.CreateCareTeam, AuditAction.ChangeCareTeam, AuditAction.CreatePatient, AuditAction.CreateSession, AuditAction.IssueLink,
            AuditAction.RedeemLink, AuditAction.RefuseLink, AuditAction.GiveConsent, AuditAction.WithdrawConsent]);
        lines[2].ShouldBe(lines[2] with { ActorId = session.Scope.StaffId, ActorName = "Clinician of North", SubjectKind = "patient", SubjectId = (await clinic.Audit.PseudonymAsync(session.PatientId, Cancel))! });
        lines[5].ActorName.ShouldBe(AuditEntry.Patient);
        lines[6].ShouldBe(lines[6] with { ActorName = AuditEntry.Nobody, Detail = "Used" });
        lines.ShouldAllBe(l => l.At == clinic.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_refused_change_leaves_no_record_of_having_been_made()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var (scope, team) = await clinic.ClinicianAsync();
        await clinic.Patients.CreateAsync(scope, new NewPatient(team, "Sample patient", "N-1", null), Cancel);
        await Should.ThrowAsync<RecordNumberTakenException>(() => clinic.Patients.CreateAsync(scope, new NewPatient(team, "Another", "N-1", null), Cancel));
        (await clinic.Audit.RecentAsync(100, Cancel)).Count(l => l.Action == AuditAction.CreatePatient).ShouldBe(1);
    }

    [Fact]
    public async Task A_record_can_be_neither_changed_nor_deleted()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.Audit.RecordAsync(new AuditEntry(AuditAction.SignIn, Guid.NewGuid(), "account", "x", ActorName: "Somebody"), Cancel);
        await using var context = await clinic.ContextAsync();
        context.AuditRecords.Remove(await context.AuditRecords.SingleAsync(Cancel));
        await Should.ThrowAsync<InvalidOperationException>(() => context.SaveChangesAsync(Cancel));
        (await clinic.Audit.RecentAsync(10, Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_stranger_types_becomes_one_line_of_bounded_length()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.Audit.RecordAsync(new AuditEntry(AuditAction.SignInFailed, null, "account", "line\nbreak\u0000" + new string('x', 5_000)), Cancel);
        var line = (await clinic.Audit.RecentAsync(1, Cancel)).Single();
        line.SubjectId.Length.ShouldBe(120);
        line.SubjectId.ShouldStartWith("line break x");
    }
}
