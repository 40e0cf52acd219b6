using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Tests.Sealing;

public sealed class MissingKeysTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missing_keys_are_counted_until_they_are_put_back_and_those_of_the_erased_are_not()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (one, other) = (await clinic.PlannedAsync(), await clinic.PlannedAsync(recordNumber: "N-2"));
        var missing = clinic.Get<MissingKeys>();
        (await missing.CountAsync(Cancel)).ShouldBe(0);
        var key = await File.ReadAllBytesAsync(KeyOf(clinic, one), Cancel);

        File.Delete(KeyOf(clinic, one));
        (await missing.CountAsync(Cancel)).ShouldBe(1, "though the key is still in memory: the next start has it no more");
        await File.WriteAllBytesAsync(KeyOf(clinic, one), key, Cancel);
        (await missing.CountAsync(Cancel)).ShouldBe(0);

        // As between the erasure's mark and its commit.
        clinic.Get<ErasedPatients>().Add(other.PatientId);
        File.Delete(KeyOf(clinic, other));
        (await missing.CountAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task No_words_are_stored_about_a_patient_whose_key_is_missing_and_nothing_by_halves()
    {
        await using var before = await ClinicOnDisk.OpenAsync(start: false);
        var keyless = await LosingTheKeyAsync(before);
        await using var clinic = await ClinicOnDisk.OpenAsync(before.Folder, start: false);
        var notes = clinic.Get<TimelineNotes>();

        await Should.ThrowAsync<PatientKeysMissingException>(() => notes.SetAsync(keyless.Scope, keyless.PublicId, 0, MarkerKind.Plain, "Talks about work.", Cancel));
        await Should.ThrowAsync<PatientKeysMissingException>(() => clinic.Get<PatientBaselines>().ResetAsync(keyless.Scope, keyless.PatientId, SessionContext.Rest, "a new camera", Cancel));

        (await clinic.CountAsync("timeline_notes"), await clinic.CountAsync("baseline_resets")).ShouldBe((0, 0));
        await notes.SetAsync(keyless.Scope, keyless.PublicId, 0, MarkerKind.Tearful, null, Cancel);
        (await notes.ForSessionAsync(keyless.Scope, keyless.PublicId, Cancel)).ShouldHaveSingleItem().Text.ShouldBeNull("a marker without words needs no key");
    }

    [Fact]
    public async Task Whose_key_is_missing_is_opened_to_nobody_outside_the_team_and_the_refusal_is_recorded()
    {
        await using var before = await ClinicOnDisk.OpenAsync(start: false);
        var keyless = await LosingTheKeyAsync(before);
        await using var clinic = await ClinicOnDisk.OpenAsync(before.Folder, start: false);
        var (stranger, _) = await clinic.ClinicianAsync("South");
        var accesses = clinic.Get<EmergencyAccesses>();

        foreach (var typed in (string[])["N-2", $"{keyless.PatientId}"]) (await accesses.OpenAsync(stranger, typed, null, "Found unresponsive.", Cancel)).ShouldBeNull(typed);

        (await clinic.CountAsync("emergency_accesses")).ShouldBe(0);
        (await clinic.Audit.RecentAsync(2, Cancel)).ShouldAllBe(l => l.Action == AuditAction.RefuseEmergencyAccess && l.ActorId == stranger.StaffId);
        (await accesses.OpenAsync(keyless.Scope, $"{keyless.PatientId}", null, "Found unresponsive.", Cancel)).ShouldBe(keyless.PatientId, "the team needs no emergency");
    }

    [Fact]
    public async Task While_a_key_is_missing_an_emergency_opens_a_number_only_in_the_team_that_was_named()
    {
        await using var before = await ClinicOnDisk.OpenAsync(start: false);
        var readable = await before.PlannedAsync();
        await LosingTheKeyAsync(before, "N-3", "N-2");
        await using var clinic = await ClinicOnDisk.OpenAsync(before.Folder, start: false);
        var (stranger, _) = await clinic.ClinicianAsync("South");
        var accesses = clinic.Get<EmergencyAccesses>();
        var team = (await clinic.Patients.TeamsAsync(readable.Scope, Cancel)).Single().Id;

        (await accesses.OpenAsync(stranger, "N-1", null, "Found unresponsive.", Cancel)).ShouldBeNull("the record that cannot be read may be the N-1 that is meant");
        (await accesses.OpenAsync(stranger, "N-1", team, "Found unresponsive.", Cancel)).ShouldBe(readable.PatientId);
    }

    /// <summary>One of two patients, whose key is gone at the next start.</summary>
    private static async Task<ClinicOnDisk.Planned> LosingTheKeyAsync(ClinicOnDisk clinic, string other = "N-1", string number = "N-2")
    {
        await clinic.PlannedAsync(recordNumber: other);
        var keyless = await clinic.PlannedAsync(recordNumber: number);
        File.Delete(KeyOf(clinic, keyless));
        return keyless;
    }

    private static string KeyOf(ClinicOnDisk clinic, ClinicOnDisk.Planned planned) => Path.Combine(clinic.Get<PatientKeys>().Folder, $"{planned.PatientId:N}.key");
}
