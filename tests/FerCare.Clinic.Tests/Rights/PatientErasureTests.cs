using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Clinic.Tests.Rights;

public sealed class PatientErasureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_byte_of_an_erased_patient_is_left_on_the_disk_and_the_audit_trail_is_whole()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        var other = await clinic.LiveAsync(recordNumber: "N-2");
        var copy = await clinic.Get<ClinicBackup>().BeforeMigrationAsync("20260101000000_Some", Cancel);
        DiskTraces.Of(clinic.Folder, canary.Traces).ShouldNotBeEmpty("the search must be able to find something");
        var pseudonym = (await clinic.Audit.PseudonymAsync(canary.First.PatientId, Cancel))!;
        var before = await RecordsAsync(clinic, pseudonym);

        (await clinic.Get<PatientErasure>().EraseAsync(canary.First.Scope, canary.First.PatientId, $" {CanaryPatient.Number} ", Cancel)).ShouldBeTrue();

        DiskTraces.Of(clinic.Folder, canary.Traces).ShouldBeEmpty();
        File.Exists(copy).ShouldBeFalse("copies from before a migration hold the patient too");
        foreach (var table in (await CanaryPatient.TablesAsync(clinic)).Except(["patients", "patient_audit_keys", "sessions", "consents", "session_events"])) (await clinic.CountAsync(table)).ShouldBe(0, table);
        (await clinic.CountAsync("patients"), await clinic.CountAsync("sessions")).ShouldBe((1, 1));
        (await clinic.Patients.ListAsync(other.Scope, Cancel)).Single().RecordNumber.ShouldBe("N-2");
        var verdict = clinic.Get<AuditInspection>().Inspect(Cancel);
        verdict.State.ShouldBe(AuditState.Whole, verdict.Words);
        (await RecordsAsync(clinic, pseudonym)).ShouldBe(before + 1, "the erasure itself is written down under the same pseudonym");
        (await clinic.Audit.RecentAsync(1, Cancel)).Single().ShouldSatisfyAllConditions(l => l.Action.ShouldBe(AuditAction.ErasePatient), l => l.Pseudonym.ShouldBe(pseudonym));
        (await clinic.Audit.PseudonymAsync(canary.First.PatientId, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task An_old_copy_of_the_database_does_not_tell_who_the_erased_patient_was()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        await using var old = await ClinicOnDisk.OpenAsync(Directory.CreateDirectory(Path.Combine(clinic.Folder, "old")).FullName, migrate: false);
        await clinic.Get<ClinicBackup>().WriteAsync(old.Database.Path, Cancel);
        await clinic.Get<PatientErasure>().EraseAsync(canary.First.Scope, canary.First.PatientId, CanaryPatient.Number, Cancel);
        CopyKeys(clinic, old);

        DiskTraces.Of(old.Folder, canary.Traces.Take(7)).ShouldBeEmpty();
        (await old.Patients.ListAsync(canary.First.Scope, Cancel)).Single().ShouldSatisfyAllConditions(
            p => p.DisplayName.ShouldBe(PatientSeals.Unreadable), p => p.RecordNumber.ShouldBe($"{canary.First.PatientId}"), p => p.BirthYear.ShouldBeNull());
        (await old.Audit.PseudonymAsync(canary.First.PatientId, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_database_put_back_from_before_the_erasure_is_erased_of_the_patient_again_at_its_first_start()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        var other = await clinic.LiveAsync(recordNumber: "N-2");
        await using var old = await ClinicOnDisk.OpenAsync(Directory.CreateDirectory(Path.Combine(clinic.Folder, "old")).FullName, migrate: false);
        await clinic.Get<ClinicBackup>().WriteAsync(old.Database.Path, Cancel);
        await clinic.Get<PatientErasure>().EraseAsync(canary.First.Scope, canary.First.PatientId, CanaryPatient.Number, Cancel);
        CopyKeys(clinic, old);

        await ClinicStorage.MigrateAsync(old.Services, Cancel);

        (await old.Patients.ListAsync(other.Scope, Cancel)).Single().RecordNumber.ShouldBe("N-2");
        DiskTraces.Of(old.Folder, canary.Traces).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_erasure_that_a_crash_interrupted_is_completed_by_the_next_start()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var planned = await clinic.PlannedAsync();
        // As the crash leaves it: written down, and neither committed nor scrubbed.
        clinic.Get<DiskScrub>().Owe();
        clinic.Get<ErasedPatients>().Add(planned.PatientId);

        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        (await next.CountAsync("patients")).ShouldBe(0);
        next.Get<DiskScrub>().IsOwed.ShouldBeFalse();
        next.Get<PatientKeys>().Has(planned.PatientId).ShouldBeFalse();
    }

    [Fact]
    public async Task A_large_database_is_rewritten_only_while_no_clinic_is_open_and_a_live_session_goes_on()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var planned = await clinic.PlannedAsync();
        var live = await clinic.LiveAsync(recordNumber: "N-2");
        using (var connection = clinic.Database.Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "CREATE TABLE padding AS SELECT zeroblob(1000000) AS bytes; DROP TABLE padding;";
            command.ExecuteNonQuery();
        }

        var scrub = new DiskScrub(clinic.Database, clinic.Get<TimeProvider>(), NullLogger<DiskScrub>.Instance) { LargestWhileOpen = 0 };
        var erasure = new PatientErasure(clinic.Get<IDbContextFactory<ClinicContext>>(), clinic.Audit, clinic.Get<PatientKeys>(), clinic.Get<PatientSeals>(), clinic.Get<ErasedPatients>(), clinic.Get<PatientRemains>(), scrub, NullLogger<PatientErasure>.Instance);

        (await erasure.EraseAsync(planned.Scope, planned.PatientId, "N-1", Cancel)).ShouldBeFalse("the last traces wait for the next start");

        (await FreePagesAsync(clinic)).ShouldBeGreaterThan(0, "nothing was rewritten");
        (scrub.IsOwed, clinic.Get<PatientKeys>().Has(planned.PatientId), await clinic.CountAsync("patients")).ShouldBe((true, false, 1));
        new FileInfo(clinic.Database.Path + "-wal").Length.ShouldBe(0, "the log is emptied in any case");
        await clinic.Journal.AppendAsync(live.Id, ClinicOnDisk.Frame(0), Cancel);
        await clinic.Journal.FlushAsync(Cancel);
        (await clinic.CountAsync("frame_samples"), clinic.Journal.Health.Failure).ShouldBe((1, null));

        await clinic.Journal.StopAsync(Cancel);
        (await scrub.ScrubAsync(Cancel)).ShouldBeTrue("as at the next start, nobody waits for it now");
        (await FreePagesAsync(clinic), scrub.IsOwed).ShouldBe((0, false));
    }

    [Fact]
    public async Task Another_number_another_team_and_a_running_session_erase_nothing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var live = await clinic.LiveAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");
        var erasure = clinic.Get<PatientErasure>();
        await Should.ThrowAsync<ErasureNotConfirmedException>(() => erasure.EraseAsync(live.Scope, live.PatientId, "N-2", Cancel));
        await Should.ThrowAsync<OutsideCareTeamException>(() => erasure.EraseAsync(stranger, live.PatientId, "N-1", Cancel));
        await Should.ThrowAsync<ErasureRefusedException>(() => erasure.EraseAsync(live.Scope, live.PatientId, "N-1", Cancel));
        (await clinic.Patients.FindAsync(live.Scope, live.PatientId, Cancel))!.RecordNumber.ShouldBe("N-1");
        await clinic.Course.EndAsync(live.Id, cancel: Cancel);
        await erasure.EraseAsync(live.Scope, live.PatientId, "N-1", Cancel);
        (await clinic.CountAsync("patients")).ShouldBe(0);
    }

    private static async Task<long> FreePagesAsync(ClinicOnDisk clinic) => await clinic.CountAsync("pragma_freelist_count WHERE freelist_count > 0");

    private static async Task<int> RecordsAsync(ClinicOnDisk clinic, string pseudonym) =>
        (await clinic.Audit.RecentAsync(1000, Cancel)).Count(l => l.Pseudonym == pseudonym);

    private static void CopyKeys(ClinicOnDisk from, ClinicOnDisk to)
    {
        from.ForgetConnections();
        to.ForgetConnections();
        foreach (var file in Directory.GetFiles(from.Database.KeyFolder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to.Database.KeyFolder, Path.GetRelativePath(from.Database.KeyFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
