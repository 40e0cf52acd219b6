using System.Diagnostics;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Clinic.Tests.Findings;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Clinic.Tests.Rights;

/// <summary>Erasures of patients with so much recorded that it is not deleted at once.</summary>
public sealed class SlicedErasureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_under_way_stores_its_samples_while_only_a_part_of_an_erased_patient_is_deleted()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await clinic.HoldAsync();
        var live = await clinic.LiveAsync(recordNumber: "N-2");
        var all = await FramesAsync(clinic, held);
        var erasing = ErasureToBeKilled.InSlicesOf(20, clinic.Services).EraseAsync(held.Scope, held.PatientId, "N-1", Cancel);

        var left = new List<long>();
        for (var ms = 0; !erasing.IsCompleted; ms += 40)
        {
            await clinic.Journal.AppendAsync(live.Id, ClinicOnDisk.Frame(ms), Cancel);
            await clinic.Journal.FlushAsync(Cancel);
            left.Add(await FramesAsync(clinic, held));
        }

        await erasing;
        left.ShouldContain(frames => frames > 0 && frames < all, "it stored between two slices");
        (await clinic.CountAsync("patients"), await FramesAsync(clinic, held), clinic.Journal.Health.Failure).ShouldBe((1, 0, null));
        (await FramesAsync(clinic, live)).ShouldBe(left.Count);
    }

    [Fact]
    public async Task An_erasure_killed_between_two_slices_is_finished_by_the_next_start_and_told_once()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await clinic.HoldAsync();
        var other = await clinic.HoldAsync(await clinic.PlannedAsync(recordNumber: "N-2"));
        await clinic.Journal.StopAsync(Cancel);
        var (all, others) = (await FramesAsync(clinic, held), await FramesAsync(clinic, other));

        await EraseUntilKilledAsync(clinic, held, killBelow: all);

        (await FramesAsync(clinic, held)).ShouldBeInRange(1, all - 1, "it was killed in the middle");
        clinic.Get<PatientKeys>().Has(held.PatientId).ShouldBeFalse();
        (await clinic.Patients.FindAsync(held.Scope, held.PatientId, Cancel)).ShouldBeNull();
        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);
        (await next.CountAsync("patients"), await FramesAsync(next, held), await FramesAsync(next, other)).ShouldBe((1, 0, others));
        (await next.CountAsync($"sessions WHERE Id = {held.Id}"), next.Get<DiskScrub>().IsOwed).ShouldBe((0, false));
        (await next.Audit.RecentAsync(1000, Cancel)).Count(l => l.Action == AuditAction.ErasePatient).ShouldBe(1);
        var verdict = next.Get<AuditInspection>().Inspect(Cancel);
        verdict.State.ShouldBe(AuditState.Whole, verdict.Words);
    }

    [Fact]
    public async Task Nobody_reaches_a_patient_of_whom_only_figures_are_left()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        var (scope, patient) = (canary.First.Scope, canary.First.PatientId);
        var (helper, _) = await clinic.ClinicianAsync("West");
        var frames = await clinic.CountAsync("frame_samples");
        (await clinic.Get<EmergencyAccesses>().UnseenAsync(scope, Cancel)).ShouldHaveSingleItem();

        await StrikeAsync(clinic, patient);

        (await clinic.Patients.ListAsync(scope, Cancel)).ShouldBeEmpty();
        (await clinic.Patients.FindAsync(MachineOperator.Current(), $"{patient}", Cancel)).ShouldBeEmpty();
        (await clinic.Schedule.FindAsync(scope, canary.Held[0].PublicId, Cancel)).ShouldBeNull();
        (await clinic.Course.OwnAsync(canary.Held[0].Id, Cancel)).ShouldBeNull();
        (await clinic.Get<EmergencyAccesses>().UnseenAsync(scope, Cancel)).ShouldBeEmpty();
        (await clinic.Get<EmergencyAccesses>().OpenAsync(helper, CanaryPatient.Number, null, "Nobody else is on duty.", Cancel)).ShouldBeNull();
        var team = (await clinic.Patients.TeamsAsync(scope, Cancel)).Single().Id;
        await clinic.Patients.CreateAsync(scope, new NewPatient(team, "Another", CanaryPatient.Number, null), Cancel);
        clinic.Journal.TryAppend(canary.Held[0].Id, ClinicOnDisk.Frame(900_000));
        await clinic.Journal.FlushAsync(Cancel);
        (await clinic.CountAsync("frame_samples")).ShouldBe(frames, "samples on their way are turned away");
        foreach (var table in (await CanaryPatient.TablesAsync(clinic)).Except(["patients", "patient_audit_keys", "sessions", "frame_samples", "emotion_samples", "emotion_rollups"]))
            (await clinic.CountAsync(table)).ShouldBe(0, table);
    }

    [Fact]
    public async Task A_recording_that_is_being_stored_finds_its_patient_gone_and_keeps_nothing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var planned = await clinic.PlannedAsync();
        await using (var context = await clinic.ContextAsync())
        {
            context.Sessions.Add(new MonitoringSession(planned.PatientId, SessionContext.Rest, clinic.Clock.GetUtcNow()) { StartedAt = clinic.Clock.GetUtcNow(), ImportedAt = clinic.Clock.GetUtcNow() });
            await context.SaveChangesAsync(Cancel);
        }

        await StrikeAsync(clinic, planned.PatientId);

        (await clinic.CountAsync("sessions"), await clinic.CountAsync($"sessions WHERE State = {(int)SessionState.Ended} AND SamplesErasedAt IS NOT NULL")).ShouldBe((1, 1), "it is not waiting any more");
        (await clinic.Get<PatientRemains>().ClearAsync(planned.PatientId, Cancel)).ShouldBeTrue();
        (await clinic.CountAsync("sessions"), await clinic.CountAsync("patients")).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_patient_who_was_struck_is_deleted_by_the_next_start_even_where_the_mark_is_missing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var planned = await clinic.PlannedAsync();
        await StrikeAsync(clinic, planned.PatientId);

        await using var next = await ClinicOnDisk.OpenAsync(clinic.Folder, start: false);

        (await next.CountAsync("patients"), next.Get<PatientKeys>().Has(planned.PatientId), next.Get<ErasedPatients>().Contains(planned.PatientId)).ShouldBe((0, false, true));
        (await next.Audit.RecentAsync(10, Cancel)).ShouldNotContain(l => l.Action == AuditAction.ErasePatient, "whoever struck the patient has told it");
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(10_000, 250)]
    public async Task After_each_slice_the_database_is_left_alone_for_as_long_as_the_slice_took_and_not_for_longer_than_others_need(int tookMs, int restMs)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await clinic.HoldAsync();
        await StrikeAsync(clinic, held.PatientId);
        var clock = new SlowClock(TimeSpan.FromMilliseconds(tookMs));
        var remains = new PatientRemains(clinic.Database, clock, NullLogger<PatientRemains>.Instance) { SliceRows = 1_000 };

        (await remains.ClearAsync(held.PatientId, Cancel)).ShouldBeTrue();

        clock.Rests.Count.ShouldBeGreaterThanOrEqualTo(5, "4,000 frames and the figures");
        clock.Rests.ShouldAllBe(rest => rest == TimeSpan.FromMilliseconds(restMs));
    }

    private static async Task StrikeAsync(ClinicOnDisk clinic, Guid patient)
    {
        await using var context = await clinic.ContextAsync();
        await using var change = await context.Database.BeginTransactionAsync(Cancel);
        (await clinic.Get<PatientRemains>().StrikeAsync(context, patient, Cancel)).ShouldBeTrue();
        (await clinic.Get<PatientRemains>().StrikeAsync(context, patient, Cancel)).ShouldBeFalse("once is enough");
        await change.CommitAsync(Cancel);
    }

    private static Task<long> FramesAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session) => clinic.CountAsync($"frame_samples WHERE session_id = {session.Id}");

    /// <summary>Another process erases the patient and is killed as soon as fewer of the frames are left.</summary>
    private static async Task EraseUntilKilledAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session, long killBelow)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(SlicedErasureTests).Assembly.Location);
        start.Environment[ErasureToBeKilled.Database] = clinic.Database.Path;
        start.Environment[ErasureToBeKilled.Patient] = $"{session.PatientId}";
        using var eraser = Process.Start(start)!;
        try
        {
            while (!eraser.HasExited && await FramesAsync(clinic, session) >= killBelow) await Task.Delay(5, Cancel);
        }
        finally
        {
            if (!eraser.HasExited) eraser.Kill();
        }

        await eraser.WaitForExitAsync(Cancel);
    }

    /// <summary>Everything takes the same time; whoever rests is let go on at once.</summary>
    private sealed class SlowClock(TimeSpan takes) : TimeProvider
    {
        private long now;

        public List<TimeSpan> Rests { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now += takes.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Rests.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
