using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Clinic.Tests.Findings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Clinic.Tests.Rights;

public sealed class RetentionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(800, 700)]
    [InlineData(null, 700)]
    public void Samples_that_would_outlive_what_was_worked_out_from_them_are_refused(int? samples, int? findings) =>
        Should.Throw<InvalidDataException>(() => new RetentionOptions { SamplesDays = samples, FindingsDays = findings }.Checked()).Message
            .ShouldStartWith("Retention:SamplesDays: expected at most the 700 days of FindingsDays");

    [Fact]
    public async Task Samples_go_after_two_years_and_what_was_worked_out_from_them_stays()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync();
        var ended = (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!.EndedAt!.Value;
        clinic.Get<Retention>().SamplesKeptUntil(ended).ShouldBe(ended.AddDays(731));
        clinic.Clock.Advance(TimeSpan.FromDays(731) - TimeSpan.FromSeconds(1));
        (await clinic.Get<Retention>().EnforceAsync(Cancel)).Samples.ShouldBe(0);
        var signals = await clinic.Assessment.SignalsAsync(session.Scope, session.PublicId, Cancel);

        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        (await clinic.Get<Retention>().EnforceAsync(Cancel)).ShouldSatisfyAllConditions(r => r.Samples.ShouldBe(1), r => r.Findings.ShouldBe(0));

        (await clinic.CountAsync("frame_samples"), await clinic.CountAsync("emotion_samples")).ShouldBe((0, 0));
        (await clinic.CountAsync("emotion_rollups")).ShouldBeGreaterThan(100);
        var row = (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!;
        (row.SamplesErasedAt, row.SamplesErasedBecause).ShouldBe((clinic.Clock.GetUtcNow(), ErasedBecause.Retention));
        var line = (await clinic.Audit.RecentAsync(1, Cancel)).Single();
        (line.Action, line.SubjectId, line.Detail, line.ActorName).ShouldBe((AuditAction.EnforceRetention, $"{session.PublicId}", "samples", "FerCare"));
        (await clinic.Get<Retention>().EnforceAsync(Cancel)).IsNothing.ShouldBeTrue("it is done once");

        // An assessment by later rules must not take a session without samples for one in which nobody was seen.
        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        await clinic.DateBackRulesAsync();
        await clinic.Get<LeftoverSessions>().SweepAsync(Cancel);
        (await clinic.Get<Reassessment>().StaleAsync(session.Scope, session.PatientId, Cancel)).ShouldBeEmpty();
        (await clinic.Assessment.SignalsAsync(session.Scope, session.PublicId, Cancel))!.ValidSeconds.ShouldBe(signals!.ValidSeconds);
        (await clinic.Archive.TiersAsync(session.Scope, session.PublicId, cancel: Cancel))!.Bins.Count.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Findings_and_forms_go_after_ten_years_links_and_copies_after_a_month_and_the_audit_trail_stays_whole()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var canary = await CanaryPatient.AdmitAsync(clinic);
        await clinic.Get<ClinicBackup>().BeforeMigrationAsync("20260101000000_Some", Cancel);
        File.SetLastWriteTimeUtc(Directory.GetFiles(clinic.Database.BackupFolder).Single(), clinic.Clock.GetUtcNow().UtcDateTime);
        clinic.Clock.Advance(TimeSpan.FromDays(32));
        (await clinic.Get<Retention>().EnforceAsync(Cancel)).ShouldBe(new RetentionRound(0, 0, 0, 1, 1));
        (await clinic.CountAsync("form_responses"), await clinic.CountAsync("findings")).ShouldNotBe((0, 0));

        clinic.Clock.Advance(TimeSpan.FromDays(3653));
        (await clinic.Get<Retention>().EnforceAsync(Cancel)).ShouldBe(new RetentionRound(4, 4, 1, 0, 0));

        foreach (var table in (string[])["findings", "finding_reviews", "session_signals", "emotion_rollups", "context_marks", "timeline_notes", "patient_baselines", "form_responses", "form_answers", "safety_alerts", "join_links"])
            (await clinic.CountAsync(table)).ShouldBe(0, table);
        (await clinic.CountAsync("sessions"), await clinic.CountAsync("consents")).ShouldBe((5, 4));
        clinic.Get<AuditInspection>().Inspect(Cancel).State.ShouldBe(AuditState.Whole);
        (await clinic.Patients.FindAsync(canary.First.Scope, canary.First.PatientId, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_left_of_a_withdrawn_session_goes_after_ten_years_as_well()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        for (var i = 0; i < 500; i++)
        {
            clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Frame(i * 40));
            clinic.Journal.TryAppend(session.Id, ClinicOnDisk.Emotion(i * 40));
        }

        await clinic.Get<TimelineNotes>().SetAsync(session.Scope, session.PublicId, 1_000, MarkerKind.Plain, "Wants to stop.", Cancel);
        await clinic.Get<ConsentLedger>().WithdrawAsync(session.Id, 20_000, Cancel);
        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        (await clinic.CountAsync("emotion_rollups")).ShouldBeGreaterThan(0);

        clinic.Clock.Advance(TimeSpan.FromDays(3654));
        await clinic.Get<Retention>().EnforceAsync(Cancel);

        foreach (var table in (string[])["emotion_rollups", "timeline_notes", "emotion_samples"]) (await clinic.CountAsync(table)).ShouldBe(0, table);
        (await clinic.Get<Retention>().EnforceAsync(Cancel)).IsNothing.ShouldBeTrue("it is done once");
    }

    [Fact]
    public async Task The_periods_are_looked_after_at_the_start_and_once_a_day()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.HoldAsync();
        // A copy whose month is over goes last in a round, so that its end tells that the round was made.
        var copy = await clinic.Get<ClinicBackup>().BeforeMigrationAsync("20260101000000_Some", Cancel);
        File.SetLastWriteTimeUtc(copy, clinic.Clock.GetUtcNow().UtcDateTime);
        var clock = new FakeTimeProvider(clinic.Clock.GetUtcNow().AddDays(730));
        var retention = new Retention(clinic.Get<IDbContextFactory<ClinicContext>>(), clinic.Get<SampleErasure>(), clinic.Get<DiskScrub>(), clinic.Audit, new RetentionOptions(), clock);
        using var rounds = new RetentionRounds(retention, clinic.Get<PatientErasure>(), clock, NullLogger<RetentionRounds>.Instance);
        await rounds.StartAsync(Cancel);
        for (var i = 0; i < 1_200 && File.Exists(copy); i++) await Task.Delay(50, Cancel);
        File.Exists(copy).ShouldBeFalse("the first round was made");
        (await clinic.CountAsync("frame_samples")).ShouldBeGreaterThan(0, "the period is not over");

        clock.Advance(TimeSpan.FromDays(1));

        for (var i = 0; i < 1_200 && await clinic.CountAsync("frame_samples") > 0; i++) await Task.Delay(50, Cancel);
        (await clinic.CountAsync("frame_samples")).ShouldBe(0);
        await rounds.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_clinician_of_the_team_erases_a_withdrawn_session_when_the_patient_asks_for_it_and_nobody_else_does()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync();
        var (stranger, _) = await clinic.ClinicianAsync("South");
        var erasure = clinic.Get<SampleErasure>();
        await Should.ThrowAsync<CourseRefusedException>(() => erasure.EraseWithdrawnAsync(session.Scope, session.PublicId, Cancel));
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        await Should.ThrowAsync<OutsideCareTeamException>(() => erasure.EraseWithdrawnAsync(stranger, session.PublicId, Cancel));
        (await clinic.CountAsync("frame_samples")).ShouldBeGreaterThan(0);
        await erasure.EraseWithdrawnAsync(session.Scope, session.PublicId, Cancel);
        (await clinic.CountAsync("frame_samples"), await clinic.CountAsync("session_signals")).ShouldBe((0, 0));
        (await clinic.Audit.RecentAsync(1, Cancel)).Single().ActorId.ShouldBe(session.Scope.StaffId);
    }

    [Fact]
    public void A_period_of_no_day_is_refused_and_none_at_all_keeps_without_end()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new RetentionOptions { SamplesDays = 0 }).Message.ShouldContain("Retention:SamplesDays");
        new RetentionOptions { SamplesDays = null }.SamplesDays.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_withdrawn_is_erased_with_everything_worked_out_from_it_and_nothing_comes_back()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = new List<ClinicOnDisk.Planned> { await clinic.HoldAsync() };
        for (var i = 0; i < 2; i++) held.Add(await clinic.HoldAsync(held[0]));
        await clinic.HoldAsync(held[0]);
        (await clinic.CountAsync("patient_baselines")).ShouldBe(1);
        var frames = await clinic.CountAsync("frame_samples");
        await Should.ThrowAsync<CourseRefusedException>(() => clinic.Get<SampleErasure>().EraseWithdrawnAsync(held[1].Id, Cancel));
        await clinic.Consents.WithdrawAsync(held[1].Id, cancel: Cancel);

        await clinic.Get<SampleErasure>().EraseWithdrawnAsync(held[1].Id, Cancel);
        clinic.Journal.TryAppend(held[1].Id, ClinicOnDisk.Frame(500_000));
        clinic.Journal.TryAppend(held[1].Id, ClinicOnDisk.Emotion(500_000));
        await clinic.Assessment.ConcludeAsync(held[1].Id, Cancel);

        foreach (var table in (string[])["frame_samples", "emotion_samples", "emotion_rollups"]) (await clinic.CountAsync($"{table} WHERE session_id = {held[1].Id}")).ShouldBe(0, table);
        foreach (var table in (string[])["findings", "session_signals"]) (await clinic.CountAsync($"{table} WHERE SessionId = {held[1].Id}")).ShouldBe(0, table);
        (await clinic.CountAsync("frame_samples")).ShouldBe(frames * 3 / 4, "other sessions keep theirs");
        (await clinic.CountAsync("patient_baselines")).ShouldBe(0, "it rested on what is gone");
        new FileInfo(clinic.Database.Path + "-wal").Length.ShouldBeLessThan(100_000, "the log before it was emptied");
        var row = (await clinic.Schedule.FindAsync(held[1].Scope, held[1].PublicId, Cancel))!;
        (row.State, row.SamplesErasedBecause).ShouldBe((SessionState.Withdrawn, ErasedBecause.Withdrawn));
        (await clinic.Schedule.ConsentsAsync(held[1].Scope, held[1].PublicId, Cancel)).Single().WithdrawnAt.ShouldNotBeNull();
        (await clinic.Audit.RecentAsync(5, Cancel)).ShouldContain(l => l.Action == AuditAction.EraseSamples && l.ActorName == AuditEntry.Patient);
    }
}
