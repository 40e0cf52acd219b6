using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Clinic.Tests.Findings;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Clinic.Tests.Rights;

/// <summary>What was withdrawn and erased stays erased, whatever copy of the database is put back.</summary>
public sealed class ErasedSessionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_put_back_from_before_a_withdrawal_is_erased_of_the_session_again_at_its_first_start()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var kept = await clinic.HoldAsync();
        var erased = await clinic.HoldAsync(kept);
        await using var old = await ClinicOnDisk.OpenAsync(Directory.CreateDirectory(Path.Combine(clinic.Folder, "old")).FullName, migrate: false);
        old.Clock.SetUtcNow(clinic.Clock.GetUtcNow());
        await clinic.Get<ClinicBackup>().WriteAsync(old.Database.Path, Cancel);
        await WithdrawAndEraseAsync(clinic, erased);
        CopyKeys(clinic, old);
        (await MeasuredAsync(old, erased)).ShouldBeGreaterThan(0, "the copy holds the session");

        await ClinicStorage.MigrateAsync(old.Services, Cancel);

        (await MeasuredAsync(old, erased)).ShouldBe(0);
        (await MeasuredAsync(old, kept)).ShouldBeGreaterThan(0, "nobody withdrew it");
        var row = (await old.Schedule.FindAsync(erased.Scope, erased.PublicId, Cancel))!;
        (row.State, row.SamplesErasedBecause).ShouldBe((SessionState.Withdrawn, ErasedBecause.Withdrawn));
        (await old.Schedule.ConsentsAsync(erased.Scope, erased.PublicId, Cancel)).Single().WithdrawnAt.ShouldNotBeNull();
        (await old.Schedule.FindAsync(kept.Scope, kept.PublicId, Cancel))!.State.ShouldBe(SessionState.Ended);
        (await old.Audit.RecentAsync(5, Cancel)).ShouldContain(l => l.Action == AuditAction.EraseSamples && l.SubjectId == erased.PublicId.ToString());
        await ClinicStorage.MigrateAsync(old.Services, Cancel);
        (await old.Audit.RecentAsync(100, Cancel)).Count(l => l.Action == AuditAction.EraseSamples).ShouldBe(1, "once is enough");
    }

    [Fact]
    public async Task The_copy_from_before_an_upgrade_goes_with_the_first_session_that_is_erased()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync();
        var copy = await clinic.Get<ClinicBackup>().BeforeMigrationAsync("20260101000000_Some", Cancel);
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        File.Exists(copy).ShouldBeTrue("a withdrawal that keeps what was measured erases nothing");

        await clinic.Get<SampleErasure>().EraseWithdrawnAsync(session.Id, Cancel);

        File.Exists(copy).ShouldBeFalse();
        clinic.Get<DiskScrub>().CopiesAreOwed.ShouldBeFalse();
    }

    [Fact]
    public async Task An_erasure_of_a_session_that_a_crash_interrupted_is_completed_by_the_next_start()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync();
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        var copy = await clinic.Get<ClinicBackup>().BeforeMigrationAsync("20260101000000_Some", Cancel);
        await clinic.Journal.StopAsync(Cancel);
        // As the crash leaves it: written down, and not committed.
        clinic.Get<DiskScrub>().OweCopies();
        clinic.Get<ErasedSessions>().Add(session.PublicId);

        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        (await MeasuredAsync(next, session)).ShouldBe(0);
        (File.Exists(copy), next.Get<DiskScrub>().CopiesAreOwed).ShouldBe((false, false));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_erasure_of_a_session_whose_commit_fails_erases_later_only_what_was_stored(bool stored, bool andNothingAfter)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync();
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        var erasure = new SampleErasure(new FailingCommits(clinic, stored) { AndNothingAfter = andNothingAfter }, clinic.Journal, clinic.Get<DiskScrub>(), clinic.Get<ErasedSessions>(), clinic.Audit,
            clinic.Get<TimeProvider>(), NullLogger<SampleErasure>.Instance);

        if (stored && !andNothingAfter) await erasure.EraseWithdrawnAsync(session.Id, Cancel);
        else await Should.ThrowAsync<IOException>(() => erasure.EraseWithdrawnAsync(session.Id, Cancel));
        await clinic.Journal.StopAsync(Cancel);
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        next.Get<ErasedSessions>().Contains(session.PublicId).ShouldBe(stored);
        (await MeasuredAsync(next, session) > 0).ShouldBe(!stored);
    }

    [Fact]
    public async Task A_mark_that_a_full_disk_left_by_halves_spoils_no_later_one()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var (torn, whole) = (Guid.NewGuid(), Guid.NewGuid());
        var marks = Path.Combine(clinic.Database.KeyFolder, "erased-sessions");
        clinic.Get<ErasedSessions>().Add(torn);
        await using (var file = new FileStream(marks, FileMode.Open)) file.SetLength(30);

        foreach (var id in (Guid[])[whole, torn]) clinic.Get<ErasedSessions>().Add(id);

        (await File.ReadAllLinesAsync(marks, Cancel)).Select(line => line.Length).ShouldBe([30, 64, 64]);
        clinic.Get<ErasedSessions>().Among([whole, torn]).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Sessions_that_an_earlier_version_erased_are_marked_at_the_next_start()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync();
        await WithdrawAndEraseAsync(clinic, session);
        await clinic.Journal.StopAsync(Cancel);
        var marks = Path.Combine(clinic.Database.KeyFolder, "erased-sessions");
        (await File.ReadAllLinesAsync(marks, Cancel)).ShouldHaveSingleItem().Length.ShouldBe(64, "a keyed hash, which says nothing to who does not have the id");
        File.Delete(marks);

        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        next.Get<ErasedSessions>().Contains(session.PublicId).ShouldBeTrue();
    }

    private static async Task WithdrawAndEraseAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session)
    {
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        await clinic.Get<SampleErasure>().EraseWithdrawnAsync(session.Id, Cancel);
    }

    /// <summary>Rows of a session in every table of what was measured or worked out from it.</summary>
    private static async Task<long> MeasuredAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session)
    {
        var rows = 0L;
        foreach (var table in (string[])["frame_samples", "emotion_samples", "emotion_rollups"]) rows += await clinic.CountAsync($"{table} WHERE session_id = {session.Id}");
        foreach (var table in (string[])["findings", "session_signals"]) rows += await clinic.CountAsync($"{table} WHERE SessionId = {session.Id}");
        return rows;
    }

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
