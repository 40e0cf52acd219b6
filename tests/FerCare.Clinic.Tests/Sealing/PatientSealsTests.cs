using System.Security.Cryptography;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Storage;
using FerCare.Clinic.Tests.Rights;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Sealing;

public sealed class PatientSealsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_identifies_a_patient_and_what_is_written_about_them_stands_nowhere_in_plain_words()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        DiskTraces.Of(clinic.Folder, canary.Traces.Take(7)).ShouldBeEmpty();
        (await clinic.Patients.ListAsync(canary.First.Scope, Cancel)).Single().ShouldSatisfyAllConditions(
            p => p.DisplayName.ShouldBe(CanaryPatient.Name), p => p.RecordNumber.ShouldBe(CanaryPatient.Number), p => p.BirthYear.ShouldBe(1937));
    }

    [Fact]
    public async Task A_sealed_text_opens_only_in_the_place_and_for_the_patient_it_was_sealed_for()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (one, other) = (await clinic.PlannedAsync(), await clinic.PlannedAsync(recordNumber: "N-2"));
        var seals = clinic.Get<PatientSeals>();
        var place = SealedPlace.ReviewNote(7);
        var text = seals.Seal(one.PatientId, place, "a note");
        seals.Open(one.PatientId, place, text).ShouldBe("a note");
        seals.Seal(one.PatientId, place, "a note").Bytes.ShouldNotBe(text.Bytes, "the nonce is a new one each time");

        Should.Throw<CryptographicException>(() => seals.Open(other.PatientId, place, text));
        Should.Throw<CryptographicException>(() => seals.Open(one.PatientId, SealedPlace.ReviewNote(8), text));
        Should.Throw<CryptographicException>(() => seals.Open(one.PatientId, SealedPlace.ResetReason(7), text));
        for (var i = 0; i < text.Bytes.Length; i++)
        {
            var altered = text.Bytes.ToArray();
            altered[i] ^= 1;
            Should.Throw<CryptographicException>(() => seals.Open(one.PatientId, place, new SealedText(altered)), $"byte {i}");
        }
    }

    [Fact]
    public async Task A_name_copied_to_another_patients_row_is_not_shown()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (one, other) = (await clinic.PlannedAsync(), await clinic.PlannedAsync(recordNumber: "N-2"));
        await using (var context = await clinic.ContextAsync())
            await context.Database.ExecuteSqlAsync($"UPDATE patients SET DisplayName = (SELECT DisplayName FROM patients WHERE Id = {one.PatientId}) WHERE Id = {other.PatientId}", Cancel);
        await Should.ThrowAsync<CryptographicException>(() => clinic.Patients.FindAsync(other.Scope, other.PatientId, Cancel));
        (await clinic.Patients.FindAsync(one.Scope, one.PatientId, Cancel)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("master.key")]
    [InlineData("patients")]
    public async Task Without_the_keys_the_clinic_does_not_start_and_makes_no_new_ones(string gone)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        await clinic.PlannedAsync();
        var path = Path.Combine(clinic.Database.KeyFolder, gone);
        if (Directory.Exists(path)) Directory.Delete(path, true);
        else File.Delete(path);
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, migrate: false);
        (await Should.ThrowAsync<PatientKeysMissingException>(() => ClinicStorage.MigrateAsync(next.Services, Cancel))).Message.ShouldContain("Put the keys folder back");
        (File.Exists(path) || Directory.Exists(path)).ShouldBeFalse();
    }

    [Fact]
    public async Task One_missing_key_stops_no_start_and_its_patient_is_shown_as_unreadable_until_it_is_put_back()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (one, other) = (await clinic.PlannedAsync(), await clinic.PlannedAsync(recordNumber: "N-2"));
        var file = Path.Combine(clinic.Get<PatientKeys>().Folder, $"{other.PatientId:N}.key");
        var key = await File.ReadAllBytesAsync(file, Cancel);
        File.Delete(file);

        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        (await next.Patients.ListAsync(one.Scope, Cancel)).Select(p => (p.Id, p.DisplayName, p.RecordNumber, p.BirthYear)).ShouldBe(
            [(other.PatientId, PatientSeals.Unreadable, $"{other.PatientId}", null), (one.PatientId, "Sample patient N-1", "N-1", 1980)]);
        (await next.Schedule.FindAsync(other.Scope, other.PublicId, Cancel))!.PatientName.ShouldBe(PatientSeals.Unreadable);
        (await next.PlannedAsync(recordNumber: "N-3")).PatientId.ShouldNotBe(Guid.Empty, "others are admitted");
        await next.Audit.RecordAsync(new AuditEntry(AuditAction.ViewPatient, one.Scope.StaffId, "patient", $"{other.PatientId}"), Cancel);
        (await next.Audit.RecentAsync(1, Cancel)).Single().ShouldSatisfyAllConditions(l => l.Pseudonym.ShouldBe(PatientPseudonyms.OfUnreadable), l => l.SubjectId.ShouldBe(PatientPseudonyms.OfUnreadable));
        next.Get<AuditInspection>().Inspect(Cancel).State.ShouldBe(AuditState.Whole);
        File.Exists(file).ShouldBeFalse("no new key is made for a patient who has one somewhere");

        await File.WriteAllBytesAsync(file, key, Cancel);
        (await next.Patients.FindAsync(other.Scope, other.PatientId, Cancel))!.RecordNumber.ShouldBe("N-2");
    }

    [Fact]
    public async Task A_patient_whose_key_is_missing_is_erased_by_the_id_that_stands_for_their_number()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (_, other) = (await clinic.PlannedAsync(), await clinic.PlannedAsync(recordNumber: "N-2"));
        File.Delete(Path.Combine(clinic.Get<PatientKeys>().Folder, $"{other.PatientId:N}.key"));
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        (await next.Get<PatientErasure>().EraseAsync(other.Scope, other.PatientId, $"{other.PatientId}", Cancel)).ShouldBeTrue();

        (await next.CountAsync("patients")).ShouldBe(1);
        next.Get<AuditInspection>().Inspect(Cancel).State.ShouldBe(AuditState.Whole);
    }

    [Fact]
    public async Task The_keys_are_closed_to_other_accounts_of_the_machine()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no file modes.");
        else
        {
            await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
            await clinic.PlannedAsync();
            var files = Directory.GetFiles(clinic.Database.KeyFolder, "*.key", SearchOption.AllDirectories);
            files.Length.ShouldBe(3, "the audit trail's, the master key, the patient's");
            foreach (var file in files) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    public async Task A_database_of_the_version_before_comes_through_with_every_word_sealed()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(migrate: false);
        var (patient, bare, scope) = await OldDatabase.MakeAsync(clinic);
        DiskTraces.Of(clinic.Folder, OldDatabase.Words).Count.ShouldBeGreaterThanOrEqualTo(OldDatabase.Words.Length);

        await ClinicStorage.MigrateAsync(clinic.Services, Cancel);

        (await clinic.Patients.ListAsync(scope, Cancel)).Select(p => (p.Id, p.DisplayName, p.RecordNumber, p.BirthYear))
            .ShouldBe([(bare, "Aardvark without a year", "N-2", null), (patient, "Old Name Wombat", "OLD-1", 1955)]);
        await OldDatabase.ShouldReadAsync(clinic, scope, patient);
        DiskTraces.Of(clinic.Folder, OldDatabase.Words).ShouldBeEmpty();
        clinic.Get<AuditInspection>().Inspect(Cancel).State.ShouldBe(AuditState.Whole);

        await ClinicStorage.MigrateAsync(clinic.Services, Cancel);
        await OldDatabase.ShouldReadAsync(clinic, scope, patient);
    }
}
