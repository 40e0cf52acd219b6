using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Clinic.Tests.Rights;

public sealed class FailedErasureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_key_that_an_erasure_left_when_it_was_cut_off_after_its_commit_is_destroyed_by_the_next_start()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var planned = await clinic.PlannedAsync();
        var file = Path.Combine(clinic.Get<PatientKeys>().Folder, $"{planned.PatientId:N}.key");
        var key = await File.ReadAllBytesAsync(file, Cancel);
        await clinic.Get<PatientErasure>().EraseAsync(planned.Scope, planned.PatientId, "N-1", Cancel);
        // As the crash leaves it: the row is gone, the patient marked, the key not destroyed yet. Another patient is being admitted.
        await File.WriteAllBytesAsync(file, key, Cancel);
        var admitted = Guid.CreateVersion7(clinic.Clock.GetUtcNow());
        clinic.Get<PatientKeys>().Create(admitted);

        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        next.Get<PatientKeys>().Has(planned.PatientId).ShouldBeFalse();
        next.Get<PatientKeys>().Has(admitted).ShouldBeTrue("nobody erased them");
    }

    [Fact]
    public async Task An_erasure_that_fails_at_its_commit_erases_nothing_later_either()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var other = await clinic.PlannedAsync(recordNumber: "N-2");
        var kept = await clinic.PlannedAsync();
        await clinic.Get<PatientErasure>().EraseAsync(other.Scope, other.PatientId, "N-2", Cancel);

        await Should.ThrowAsync<IOException>(() => Erasure(clinic, stored: false).EraseAsync(kept.Scope, kept.PatientId, "N-1", Cancel));
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        (await next.Patients.FindAsync(kept.Scope, kept.PatientId, Cancel))!.RecordNumber.ShouldBe("N-1");
        var erased = next.Get<ErasedPatients>();
        (erased.Contains(kept.PatientId), erased.Contains(other.PatientId)).ShouldBe((false, true));
        await next.Get<PatientErasure>().EraseAsync(kept.Scope, kept.PatientId, "N-1", Cancel);
        (erased.Contains(kept.PatientId), await next.CountAsync("patients")).ShouldBe((true, 0));
    }

    [Fact]
    public async Task An_erasure_whose_commit_reports_a_failure_after_it_is_done_is_carried_to_its_end()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var planned = await clinic.PlannedAsync();

        (await Erasure(clinic, stored: true).EraseAsync(planned.Scope, planned.PatientId, "N-1", Cancel)).ShouldBeTrue();

        (await clinic.CountAsync("patients")).ShouldBe(0);
        clinic.Get<PatientKeys>().Has(planned.PatientId).ShouldBeFalse();
        clinic.Get<ErasedPatients>().Contains(planned.PatientId).ShouldBeTrue();
        clinic.Get<DiskScrub>().IsOwed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_erasure_of_which_nobody_can_see_whether_it_was_stored_is_finished_by_the_next_start_only_if_it_was(bool stored)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var planned = await clinic.PlannedAsync();

        await Should.ThrowAsync<IOException>(() => Erasure(clinic, stored, andNothingAfter: true).EraseAsync(planned.Scope, planned.PatientId, "N-1", Cancel));
        clinic.Get<ErasedPatients>().Contains(planned.PatientId).ShouldBeFalse("the clinician was told that it failed");
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        (await next.CountAsync("patients"), next.Get<PatientKeys>().Has(planned.PatientId), next.Get<ErasedPatients>().Contains(planned.PatientId)).ShouldBe(stored ? (0, false, true) : (1, true, false));
    }

    private static PatientErasure Erasure(ClinicOnDisk clinic, bool stored, bool andNothingAfter = false) =>
        new(new FailingCommits(clinic, stored) { AndNothingAfter = andNothingAfter }, clinic.Audit, clinic.Get<PatientKeys>(), clinic.Get<PatientSeals>(), clinic.Get<ErasedPatients>(),
            clinic.Get<PatientRemains>(), clinic.Get<DiskScrub>(), NullLogger<PatientErasure>.Instance);
}
