using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Findings;

public sealed class SessionAssessmentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_still_under_way_is_not_assessed()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        (await Should.ThrowAsync<CourseRefusedException>(() => clinic.Assessment.ConcludeAsync(session.Id, Cancel))).Found.ShouldBe(SessionState.Live);
    }

    [Fact]
    public async Task A_short_session_has_its_findings_withheld_with_the_reason()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await SessionAsync(clinic, null, seconds: 20);
        var stored = await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel);
        stored.Count.ShouldBe(2);
        stored.ShouldAllBe(f => f.Finding.Status == FindingStatus.Withheld && f.Finding.Reason != null && f.ModelVersion == "test network" && f.Review == ReviewState.Preliminary);
    }

    [Fact]
    public async Task What_is_stored_is_what_was_found()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await SessionAsync(clinic, null);
        var found = await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        var stored = await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel);
        System.Text.Json.JsonSerializer.Serialize(stored.Select(f => f.Finding)).ShouldBe(System.Text.Json.JsonSerializer.Serialize(found));
        (await clinic.Assessment.SignalsAsync(session.Scope, session.PublicId, Cancel))!.IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task Concluding_again_or_twice_at_once_replaces_the_findings()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await SessionAsync(clinic, null);
        await Task.WhenAll(clinic.Assessment.ConcludeAsync(session.Id, Cancel), clinic.Assessment.ConcludeAsync(session.Id, Cancel));
        (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel)).Count.ShouldBe(2);
        (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!.Findings.ShouldBe(2);
    }

    [Fact]
    public async Task Three_valid_sessions_make_a_baseline_that_later_ones_leave_alone()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await SessionAsync(clinic, null);
        (await StatusAsync(clinic, first)).ShouldBe(FindingStatus.NotEnoughSessions);
        var frozen = "";
        for (var number = 2; number <= 8; number++)
        {
            clinic.Clock.Advance(TimeSpan.FromDays(7));
            var session = await SessionAsync(clinic, first);
            (await StatusAsync(clinic, session)).ShouldBe(number <= 3 ? FindingStatus.NotEnoughSessions : FindingStatus.NoFlag, $"session {number}");
            await using var context = await clinic.ContextAsync();
            var baseline = await context.Baselines.SingleOrDefaultAsync(Cancel);
            (baseline is not null).ShouldBe(number >= 4, $"session {number}");
            if (number == 4) frozen = baseline!.Json;
            if (number > 4) baseline!.Json.ShouldBe(frozen);
        }
    }

    [Fact]
    public async Task After_a_reset_only_later_sessions_make_the_baseline_and_earlier_findings_stay()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await SessionAsync(clinic, null);
        var sixth = first;
        for (var number = 2; number <= 6; number++)
        {
            clinic.Clock.Advance(TimeSpan.FromDays(7));
            sixth = await SessionAsync(clinic, first);
        }

        var baselines = clinic.Get<PatientBaselines>();
        (await baselines.ForPatientAsync(first.Scope, first.PatientId, Cancel)).ShouldHaveSingleItem().Sessions.ShouldBe(3);
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await Should.ThrowAsync<ArgumentException>(() => baselines.ResetAsync(first.Scope, first.PatientId, SessionContext.Conversation, "", Cancel));
        await baselines.ResetAsync(first.Scope, first.PatientId, SessionContext.Conversation, "A new camera.", Cancel);

        (await baselines.ForPatientAsync(first.Scope, first.PatientId, Cancel)).ShouldBeEmpty();
        clinic.Clock.Advance(TimeSpan.FromDays(6));
        (await StatusAsync(clinic, await SessionAsync(clinic, first))).ShouldBe(FindingStatus.NotEnoughSessions);
        (await clinic.Assessment.ConcludeAsync(sixth.Id, Cancel))[0].Status.ShouldBe(FindingStatus.NoFlag);
        (await baselines.ForPatientAsync(first.Scope, first.PatientId, Cancel)).ShouldBeEmpty("an old session that is assessed again does not bring the old baseline back");
        clinic.Clock.Advance(TimeSpan.FromDays(7));
        (await StatusAsync(clinic, await SessionAsync(clinic, first))).ShouldBe(FindingStatus.NotEnoughSessions);
    }

    [Fact]
    public async Task A_session_of_the_baseline_that_is_assessed_again_is_not_compared_with_itself()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var first = await SessionAsync(clinic, null);
        for (var number = 2; number <= 6; number++)
        {
            clinic.Clock.Advance(TimeSpan.FromDays(7));
            await SessionAsync(clinic, first);
        }

        (await clinic.Assessment.ConcludeAsync(first.Id, Cancel)).ShouldAllBe(f => f.Status == FindingStatus.NotEnoughSessions);
    }

    [Fact]
    public async Task A_withdrawal_removes_the_findings_when_the_session_is_concluded_again()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await SessionAsync(clinic, null);
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        (await clinic.Assessment.ConcludeAsync(session.Id, Cancel)).ShouldBeEmpty();
        (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel)).ShouldBeEmpty();
        (await clinic.Assessment.SignalsAsync(session.Scope, session.PublicId, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_withdrawn_session_that_is_kept_leaves_the_baseline_that_rests_on_it()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = new List<ClinicOnDisk.Planned> { await clinic.HoldAsync() };
        for (var i = 0; i < 5; i++) held.Add(await clinic.HoldAsync(held[0]));
        (await clinic.CountAsync("patient_baselines")).ShouldBe(1, "five sessions make a baseline, which the sixth is compared with");

        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Course.WithdrawAsync(held[1].Scope, held[1].PublicId, Cancel);
        await clinic.Assessment.ConcludeAsync(held[1].Id, Cancel);

        (await clinic.CountAsync("patient_baselines")).ShouldBe(0);
        await using var context = await clinic.ContextAsync();
        (await context.Signals.AnyAsync(s => s.SessionId == held[1].Id, Cancel)).ShouldBeFalse();
        (await clinic.CountAsync("frame_samples")).ShouldBeGreaterThan(0, "what was measured is kept until somebody erases it");
        (await clinic.Get<Reassessment>().StaleAsync(held[0].Scope, held[0].PatientId, Cancel)).Select(s => (s.PublicId, s.Because))
            .ShouldBe(held.Skip(2).Select(h => (h.PublicId, StaleBecause.EarlierSession)), "whatever was compared with it is to be assessed again");
    }

    private static async Task<FindingStatus> StatusAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session) =>
        (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel))[0].Finding.Status;

    /// <summary>A concluded session of the same patient as <paramref name="before"/>, or of a new one.</summary>
    private static async Task<ClinicOnDisk.Planned> SessionAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned? before, int seconds = 160)
    {
        var session = before is null ? await clinic.PlannedAsync() : await clinic.PlannedAsync(before.Scope, before.PatientId);
        await clinic.BeginAsync(session);
        await clinic.Course.BaselineStartedAsync(session.Id, 0, Cancel);
        await clinic.Course.BaselineEndedAsync(session.Id, 15_000, Cancel);
        for (var ms = 0L; ms < seconds * 1000; ms += 40)
        {
            await clinic.Journal.AppendAsync(session.Id, ms % 100 < 40 ? ClinicOnDisk.Frame(ms) : ClinicOnDisk.Frame(ms) with { Displacement = null }, Cancel);
            if (ms % 160 == 0) await clinic.Journal.AppendAsync(session.Id, ClinicOnDisk.Emotion(ms), Cancel);
        }

        await clinic.Course.EndAsync(session.Id, seconds * 1000, Cancel);
        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        return session;
    }
}
