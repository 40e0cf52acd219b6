using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Patients;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Access;

public sealed class EmergencyAccessTests
{
    private const string Reason = "Found unresponsive.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reason_opens_one_record_for_an_hour_and_not_an_instant_longer()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        await clinic.Patients.CreateAsync(session.Scope, new NewPatient((await clinic.Patients.TeamsAsync(session.Scope, Cancel)).Single().Id, "Another sample", "N-2", null), Cancel);
        var (stranger, _) = await clinic.ClinicianAsync("South");

        (await clinic.Get<EmergencyAccesses>().OpenAsync(stranger, " N-1 ", null, Reason, Cancel)).ShouldBe(session.PatientId);

        (await clinic.Patients.ListAsync(stranger, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(session.PatientId);
        (await clinic.Schedule.FindAsync(stranger, session.PublicId, Cancel)).ShouldNotBeNull();
        (await clinic.Patients.TeamsAsync(stranger, Cancel)).ShouldHaveSingleItem().Name.ShouldBe("South");
        (await clinic.Get<EmergencyAccesses>().OwnAsync(stranger, Cancel)).ShouldHaveSingleItem().ClosesAt.ShouldBe(clinic.Clock.GetUtcNow().AddMinutes(60));
        clinic.Clock.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromTicks(1));
        (await clinic.Patients.FindAsync(stranger, session.PatientId, Cancel)).ShouldNotBeNull();
        clinic.Clock.Advance(TimeSpan.FromTicks(1));
        (await clinic.Patients.FindAsync(stranger, session.PatientId, Cancel)).ShouldBeNull();
        (await clinic.Schedule.FindAsync(stranger, session.PublicId, Cancel)).ShouldBeNull();
        (await clinic.Get<EmergencyAccesses>().OwnAsync(stranger, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_team_reads_who_opened_the_record_when_and_why_until_one_of_them_acknowledges_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");
        var (bystander, _) = await clinic.ClinicianAsync("East");
        var accesses = clinic.Get<EmergencyAccesses>();
        await accesses.OpenAsync(stranger, "N-1", null, Reason, Cancel);

        var told = (await accesses.UnseenAsync(session.Scope, Cancel)).ShouldHaveSingleItem();
        (told.By, told.Reason, told.OpenedAt, told.PatientId, told.MayAcknowledge).ShouldBe(("Clinician of South", Reason, clinic.Clock.GetUtcNow(), session.PatientId, true));
        (await accesses.UnseenAsync(stranger, Cancel)).ShouldBeEmpty("nobody acknowledges their own");
        (await accesses.UnseenAsync(bystander, Cancel)).ShouldBeEmpty();
        await Should.ThrowAsync<OutsideCareTeamException>(() => accesses.AcknowledgeAsync(stranger, told.Id, Cancel));
        await Should.ThrowAsync<OutsideCareTeamException>(() => accesses.AcknowledgeAsync(bystander, told.Id, Cancel));
        (await accesses.AcknowledgeAsync(session.Scope, told.Id, Cancel)).ShouldBeTrue();
        (await accesses.AcknowledgeAsync(session.Scope, told.Id, Cancel)).ShouldBeFalse();

        (await accesses.UnseenAsync(session.Scope, Cancel)).ShouldBeEmpty();
        (await accesses.ForPatientAsync(session.Scope, session.PatientId, Cancel)).ShouldHaveSingleItem().AcknowledgedBy.ShouldBe("Clinician of North");
    }

    [Fact]
    public async Task Opening_refusing_acknowledging_and_closing_stand_in_the_audit_trail_without_the_reason()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");
        var accesses = clinic.Get<EmergencyAccesses>();
        await accesses.OpenAsync(stranger, "N-99", null, Reason, Cancel);
        await accesses.OpenAsync(stranger, "N-1", null, Reason, Cancel);
        var id = (await accesses.OwnAsync(stranger, Cancel)).Single().Id;
        await accesses.AcknowledgeAsync(session.Scope, id, Cancel);
        await accesses.CloseAsync(stranger, id, Cancel);

        (await clinic.Patients.FindAsync(stranger, session.PatientId, Cancel)).ShouldBeNull();
        await Should.ThrowAsync<OutsideCareTeamException>(() => accesses.CloseAsync(stranger, id, Cancel));
        var pseudonym = await clinic.Audit.PseudonymAsync(session.PatientId, Cancel);
        var lines = (await clinic.Audit.RecentAsync(4, Cancel)).Reverse().ToList();
        lines.Select(l => (l.Action, l.ActorId, l.Pseudonym)).ShouldBe(
        [
            (AuditAction.RefuseEmergencyAccess, stranger.StaffId, null),
            (AuditAction.OpenEmergencyAccess, stranger.StaffId, pseudonym),
            (AuditAction.AcknowledgeEmergencyAccess, session.Scope.StaffId, pseudonym),
            (AuditAction.CloseEmergencyAccess, stranger.StaffId, pseudonym),
        ]);
        lines.ShouldAllBe(l => l.Detail == null || !l.Detail.Contains("unresponsive") && !l.Detail.Contains("N-99"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("too short")]
    [InlineData("          x          ")]
    public async Task Without_a_reason_of_ten_characters_nothing_opens(string? reason)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.PlannedAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");

        await Should.ThrowAsync<ArgumentException>(() => clinic.Get<EmergencyAccesses>().OpenAsync(stranger, "N-1", null, reason, Cancel));

        (await clinic.Patients.ListAsync(stranger, Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("N-")]
    [InlineData("n-1")]
    [InlineData("%")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Anything_but_the_whole_record_number_opens_nothing(string? number)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.PlannedAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");

        (await clinic.Get<EmergencyAccesses>().OpenAsync(stranger, number, null, Reason, Cancel)).ShouldBeNull();

        (await clinic.CountAsync("emergency_accesses")).ShouldBe(0);
    }

    [Fact]
    public async Task Where_two_teams_use_the_number_the_right_team_has_to_be_named()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var north = await clinic.PlannedAsync("North");
        var east = await clinic.PlannedAsync("East");
        var (stranger, _) = await clinic.ClinicianAsync("South");
        var team = (await clinic.Patients.TeamsAsync(east.Scope, Cancel)).Single().Id;

        (await clinic.Get<EmergencyAccesses>().OpenAsync(stranger, "N-1", null, Reason, Cancel)).ShouldBeNull();
        (await clinic.Get<EmergencyAccesses>().OpenAsync(stranger, "N-1", team, Reason, Cancel)).ShouldBe(east.PatientId);

        (await clinic.Patients.FindAsync(stranger, north.PatientId, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Somebody_who_is_no_clinician_opens_nothing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.PlannedAsync();
        var (administrator, _) = await clinic.ClinicianAsync("South");
        await using (var context = await clinic.ContextAsync()) await context.UserRoles.Where(r => r.UserId == administrator.StaffId).ExecuteDeleteAsync(Cancel);

        (await clinic.Get<EmergencyAccesses>().OpenAsync(administrator, "N-1", null, Reason, Cancel)).ShouldBeNull();

        (await clinic.Patients.ListAsync(administrator, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_see_the_patient_anyway_needs_no_emergency_and_leaves_none()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();

        (await clinic.Get<EmergencyAccesses>().OpenAsync(session.Scope, "N-1", null, Reason, Cancel)).ShouldBe(session.PatientId);

        (await clinic.CountAsync("emergency_accesses")).ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1441)]
    public void A_length_of_nothing_or_over_a_day_is_refused(int minutes) => Should.Throw<ArgumentOutOfRangeException>(() => new EmergencyAccessOptions { Minutes = minutes });
}
