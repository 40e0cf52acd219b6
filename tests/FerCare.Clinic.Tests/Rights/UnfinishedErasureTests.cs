using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Clinic.Tests.Instruments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Clinic.Tests.Rights;

/// <summary>Erasures that are decided and of which a part cannot be done at once.</summary>
public sealed class UnfinishedErasureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_could_not_be_deleted_stays_owed_over_a_start_and_is_deleted_while_the_clinic_is_open()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var planned = await clinic.PlannedAsync();
        await RefuseAsync(clinic);

        (await clinic.Get<PatientErasure>().EraseAsync(planned.Scope, planned.PatientId, "N-1", Cancel)).ShouldBeFalse();

        (await clinic.Patients.FindAsync(planned.Scope, planned.PatientId, Cancel)).ShouldBeNull();
        (await clinic.CountAsync("patients"), clinic.Get<PatientKeys>().Has(planned.PatientId), clinic.Get<DiskScrub>().IsOwed).ShouldBe((1, false, true));
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder);
        (await next.CountAsync("patients"), next.Get<DiskScrub>().IsOwed).ShouldBe((1, true), "a scrub alone pays nothing while rows are left");

        await AcceptAsync(next);
        await next.Get<PatientErasure>().GoOnAsync(Cancel);

        (await next.CountAsync("patients"), next.Get<DiskScrub>().IsOwed).ShouldBe((0, false));
    }

    [Fact]
    public async Task The_daily_round_goes_on_with_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var planned = await clinic.PlannedAsync();
        await RefuseAsync(clinic);
        await clinic.Get<PatientErasure>().EraseAsync(planned.Scope, planned.PatientId, "N-1", Cancel);
        await AcceptAsync(clinic);
        using var rounds = new RetentionRounds(clinic.Get<Retention>(), clinic.Get<PatientErasure>(), new FakeTimeProvider(clinic.Clock.GetUtcNow()), NullLogger<RetentionRounds>.Instance);

        await rounds.StartAsync(Cancel);

        for (var i = 0; i < 1_200 && await clinic.CountAsync("patients") > 0; i++) await Task.Delay(50, Cancel);
        (await clinic.CountAsync("patients")).ShouldBe(0);
        await rounds.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_key_that_the_disk_holds_on_to_keeps_no_rows_and_stops_no_start_and_goes_as_soon_as_it_can()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var planned = await clinic.PlannedAsync();
        var keys = clinic.Get<PatientKeys>();
        await using (new FileStream(Path.Combine(keys.Folder, $"{planned.PatientId:N}.key"), FileMode.Open, FileAccess.Read, FileShare.None))
        {
            (await clinic.Get<PatientErasure>().EraseAsync(planned.Scope, planned.PatientId, "N-1", Cancel)).ShouldBeFalse();

            (await clinic.CountAsync("patients"), keys.Has(planned.PatientId), clinic.Get<DiskScrub>().IsOwed).ShouldBe((0, true, true));
            await ClinicStorage.MigrateAsync(clinic.Services, Cancel);
            keys.Has(planned.PatientId).ShouldBeTrue("it is still held");
        }

        await clinic.Get<PatientErasure>().GoOnAsync(Cancel);

        keys.Has(planned.PatientId).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_new_is_stored_about_a_patient_who_is_struck_while_it_is_asked_for()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var planned = await clinic.PlannedAsync();
        await clinic.UsePhqAsync();
        var now = clinic.Clock.GetUtcNow();
        var about = new RecordingAbout(planned.PatientId, SessionContext.Conversation, now.AddDays(-1), now.AddDays(-1), now);
        var read = new ReadRecording([ClinicOnDisk.Frame(0)], [ClinicOnDisk.Emotion(0)], 40, 0, "test network");
        await using var context = await clinic.ContextAsync();
        await using var change = await context.Database.BeginTransactionAsync(Cancel);
        (await clinic.Get<PatientRemains>().StrikeAsync(context, planned.PatientId, Cancel)).ShouldBeTrue();

        Task[] asked =
        [
            Task.Run(() => clinic.Schedule.CreateAsync(planned.Scope, planned.PatientId, SessionContext.Rest, now, Cancel), Cancel),
            Task.Run(() => clinic.Get<FormEntry>().StartAsync(planned.Scope, planned.PatientId, "phq-9", null, Cancel), Cancel),
            Task.Run(() => clinic.Get<RecordedSessions>().StoreAsync(planned.Scope, about, read, Cancel), Cancel),
        ];
        // So long that whoever asks before taking the turn to write has the patient still there.
        await Task.Delay(500, Cancel);
        await change.CommitAsync(Cancel);

        foreach (var one in asked) await Should.ThrowAsync<OutsideCareTeamException>(() => one);
        (await clinic.CountAsync("sessions"), await clinic.CountAsync("form_responses")).ShouldBe((0, 0));
    }

    /// <summary>The database deletes no patient, as one that stays busy.</summary>
    private static async Task RefuseAsync(ClinicOnDisk clinic)
    {
        await using var context = await clinic.ContextAsync();
        await context.Database.ExecuteSqlAsync($"CREATE TRIGGER refuse BEFORE DELETE ON patients BEGIN SELECT RAISE(ABORT, 'busy'); END", Cancel);
    }

    private static async Task AcceptAsync(ClinicOnDisk clinic)
    {
        await using var context = await clinic.ContextAsync();
        await context.Database.ExecuteSqlAsync($"DROP TRIGGER refuse", Cancel);
    }
}
