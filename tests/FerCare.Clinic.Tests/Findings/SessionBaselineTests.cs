using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Findings;

public sealed class SessionBaselineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_of_rules_after_a_reset_does_not_bring_the_old_baseline_back()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 5);
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Get<PatientBaselines>().ResetAsync(held[0].Scope, held[0].PatientId, SessionContext.Conversation, "A new camera.", Cancel);
        for (var i = 0; i < 3; i++) held.Add(await clinic.HoldAsync(held[0]));
        await clinic.DateBackRulesAsync();

        foreach (var session in held) await clinic.Assessment.ConcludeAsync(session.Id, Cancel);

        (await clinic.CountAsync("patient_baselines")).ShouldBe(0);
        var ninth = await clinic.HoldAsync(held[0]);
        (await clinic.StatusAsync(ninth)).ShouldBe(FindingStatus.NoFlag);
        await using var context = await clinic.ContextAsync();
        var start = (await context.Sessions.SingleAsync(s => s.Id == held[7].Id, Cancel)).StartedAt;
        (await context.Baselines.SingleAsync(Cancel)).LastSessionAt.ShouldBe(start!.Value, "it was taken from the three sessions after the reset");
    }

    [Fact]
    public async Task A_correction_in_a_session_before_a_reset_leaves_the_new_baseline_alone()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 4);
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Get<PatientBaselines>().ResetAsync(held[0].Scope, held[0].PatientId, SessionContext.Conversation, "A new camera.", Cancel);
        for (var i = 0; i < 4; i++) held.Add(await clinic.HoldAsync(held[0]));
        var frozen = await FrozenAsync(clinic);

        await clinic.MarkAsync(held[1], 0, SessionContext.Reading);
        await clinic.Assessment.ConcludeAsync(held[1].Id, Cancel);

        (await FrozenAsync(clinic)).ShouldBe(frozen);
    }

    [Fact]
    public async Task After_a_withdrawal_no_finding_counts_that_rests_on_what_was_withdrawn()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 6);
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Course.WithdrawAsync(held[1].Scope, held[1].PublicId, Cancel);
        await clinic.Assessment.ConcludeAsync(held[1].Id, Cancel);

        var seventh = await clinic.HoldAsync(held[0]);

        (await ReasonAsync(clinic, seventh)).ShouldContain("of the last 1 valid session;");
        (await clinic.Get<Reassessment>().StaleAsync(held[0].Scope, held[0].PatientId, Cancel)).Select(s => s.PublicId)
            .ShouldBe([.. held.Skip(2).Select(h => h.PublicId), seventh.PublicId], "what comes after sessions that are to be assessed again is to be so, too");
        await clinic.Get<Reassessment>().AssessPatientAsync(held[0].Scope, held[0].PatientId, cancel: Cancel);
        (await ReasonAsync(clinic, seventh)).ShouldContain("of the last 3 valid sessions;");
        (await clinic.Get<Reassessment>().StaleAsync(held[0].Scope, held[0].PatientId, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_that_is_assessed_only_after_later_ones_made_the_baseline_has_it_taken_anew()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 5);
        await using (var context = await clinic.ContextAsync()) await context.Signals.Where(s => s.SessionId == held[0].Id).ExecuteDeleteAsync(Cancel);
        clinic.Clock.Advance(TimeSpan.FromHours(1));

        await clinic.Assessment.ConcludeAsync(held[0].Id, Cancel);

        (await clinic.CountAsync("patient_baselines")).ShouldBe(0);
        (await clinic.Get<Reassessment>().StaleAsync(held[0].Scope, held[0].PatientId, Cancel)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_session_that_is_withdrawn_while_it_is_assessed_keeps_no_findings()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.HoldAsync();
        await using (var context = await clinic.ContextAsync())
        {
            await context.Signals.ExecuteDeleteAsync(Cancel);
            await context.Findings.ExecuteDeleteAsync(Cancel);
            await using var withdrawal = await context.Database.BeginTransactionAsync(Cancel);
            await context.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SessionState.Withdrawn), Cancel);
            // It has read the session as ended, and waits for the database.
            var assessment = Task.Run(() => clinic.Assessment.ConcludeAsync(session.Id, Cancel), Cancel);
            await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
            assessment.IsCompleted.ShouldBeFalse();
            await withdrawal.CommitAsync(Cancel);

            (await assessment).ShouldBeEmpty();
        }

        (await clinic.CountAsync("findings")).ShouldBe(0);
        (await clinic.CountAsync("session_signals")).ShouldBe(0);
    }

    private static async Task<List<ClinicOnDisk.Planned>> HoldAsync(ClinicOnDisk clinic, int sessions)
    {
        var held = new List<ClinicOnDisk.Planned> { await clinic.HoldAsync() };
        while (held.Count < sessions) held.Add(await clinic.HoldAsync(held[0]));
        return held;
    }

    private static async Task<string> ReasonAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session) =>
        (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel))[0].Finding.Reason ?? "";

    private static async Task<string> FrozenAsync(ClinicOnDisk clinic)
    {
        await using var context = await clinic.ContextAsync();
        return (await context.Baselines.SingleAsync(Cancel)).Json;
    }
}
