using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Sessions;

/// <summary>A recording whose samples are not all stored is no session.</summary>
public sealed class UnfinishedRecordingTests
{
    private static readonly ReadRecording Read = new(
        [.. Enumerable.Range(0, 500).Select(i => ClinicOnDisk.Frame(i * 40))], [.. Enumerable.Range(0, 125).Select(i => ClinicOnDisk.Emotion(i * 160))], 20_000, 0, "test network");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_that_the_end_of_the_program_cuts_off_leaves_nothing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var planned = await clinic.PlannedAsync();
        await clinic.Journal.StopAsync(Cancel);

        await Should.ThrowAsync<IOException>(() => StoreAsync(clinic, planned));

        (await clinic.Schedule.ForPatientAsync(planned.Scope, planned.PatientId, Cancel)).Select(s => s.PublicId).ShouldBe([planned.PublicId]);
        (await clinic.CountAsync("frame_samples")).ShouldBe(0);
        (await clinic.Audit.SearchAsync(new AuditQuery(Action: AuditAction.ImportRecording), Cancel)).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_half_that_a_killed_program_has_left_is_removed_at_the_next_start_and_nothing_else_is()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var planned = await clinic.PlannedAsync();
        var (whole, half) = (await StoreAsync(clinic, planned), await StoreAsync(clinic, planned));
        await using (var context = await clinic.ContextAsync())
        {
            // As it stands in the database until its last sample is stored.
            await context.Sessions.Where(s => s.PublicId == half).ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SessionState.Waiting), Cancel);
        }

        await clinic.Journal.StopAsync(Cancel);
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder);

        (await next.Schedule.ForPatientAsync(planned.Scope, planned.PatientId, Cancel)).Select(s => s.PublicId).ShouldBe([whole, planned.PublicId], ignoreOrder: true);
        (await next.CountAsync("frame_samples"), await next.CountAsync("emotion_samples")).ShouldBe((500, 125));
    }

    private static Task<Guid> StoreAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned planned)
    {
        var now = clinic.Clock.GetUtcNow();
        return clinic.Get<RecordedSessions>().StoreAsync(planned.Scope, new RecordingAbout(planned.PatientId, SessionContext.Conversation, now.AddDays(-1), now.AddDays(-1), now), Read, Cancel);
    }
}
