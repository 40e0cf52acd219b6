using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;

namespace FerCare.Clinic.Tests.Patients;

public sealed class PatientRegisterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patient_is_admitted_and_readable_although_the_anchor_of_the_audit_trail_cannot_be_written()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (scope, team) = await clinic.ClinicianAsync();
        var anchor = Path.Combine(clinic.Database.KeyFolder, "audit.head");
        File.Delete(anchor);
        Directory.CreateDirectory(anchor);

        var id = await clinic.Patients.CreateAsync(scope, new NewPatient(team, "Sample patient", "N-1", 1980), Cancel);

        clinic.Get<PatientKeys>().Has(id).ShouldBeTrue();
        (await clinic.Patients.FindAsync(scope, id, Cancel))!.DisplayName.ShouldBe("Sample patient");
    }

    [Fact]
    public async Task A_patient_who_is_stored_although_the_commit_reports_a_failure_keeps_their_key()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (scope, team) = await clinic.ClinicianAsync();

        await Should.ThrowAsync<IOException>(() => Register(clinic, stored: true).CreateAsync(scope, new NewPatient(team, "Sample patient", "N-1", 1980), Cancel));

        (await clinic.Patients.ListAsync(scope, Cancel)).Single().DisplayName.ShouldBe("Sample patient");
    }

    [Fact]
    public async Task A_patient_who_is_not_stored_leaves_no_key()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (scope, team) = await clinic.ClinicianAsync();

        await Should.ThrowAsync<IOException>(() => Register(clinic, stored: false).CreateAsync(scope, new NewPatient(team, "Sample patient", "N-1", 1980), Cancel));

        (await clinic.CountAsync("patients")).ShouldBe(0);
        clinic.Get<PatientKeys>().Any.ShouldBeFalse();
    }

    private static PatientRegister Register(ClinicOnDisk clinic, bool stored) =>
        new(new FailingCommits(clinic, stored), clinic.Audit, clinic.Get<PatientKeys>(), clinic.Get<PatientSeals>(), clinic.Get<TimeProvider>());
}
