using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Findings;

/// <summary>Baselines that other rules or another network took than those that read the session.</summary>
public sealed class BaselineOutOfReachTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_rules_replace_no_baseline_whose_samples_have_been_erased_and_withhold_until_a_clinician_has_one_taken()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await AfterAChangeOfRulesAsync(clinic, erased: 0);

        var sixth = await clinic.HoldAsync(held[0]);

        var finding = (await clinic.Assessment.FindingsAsync(sixth.Scope, sixth.PublicId, Cancel))[0].Finding;
        finding.Status.ShouldBe(FindingStatus.Withheld);
        finding.Reason.ShouldNotBeNull().ShouldContain("have been erased");
        var trend = await clinic.TrendAsync(sixth);
        trend.OutOfReach.ShouldBe([SessionContext.Conversation]);
        trend.Sessions.Select(s => s.IsBaseline).ShouldBe([true, true, true, false, false, false]);

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Get<PatientBaselines>().ResetAsync(sixth.Scope, sixth.PatientId, SessionContext.Conversation, "The old one cannot be used any more.", Cancel);
        for (var i = 0; i < 3; i++) (await clinic.StatusAsync(await clinic.HoldAsync(held[0]))).ShouldBe(FindingStatus.NotEnoughSessions);
        (await clinic.StatusAsync(await clinic.HoldAsync(held[0]))).ShouldBe(FindingStatus.NoFlag);
        (await clinic.TrendAsync(sixth)).OutOfReach.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_earlier_rules_found_against_that_baseline_stands()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await AfterAChangeOfRulesAsync(clinic, erased: 1);

        foreach (var finding in await clinic.Assessment.FindingsAsync(held[4].Scope, held[4].PublicId, Cancel))
        {
            (finding.Finding.RuleVersion, finding.Finding.Status).ShouldBe(("2026.1", FindingStatus.NoFlag));
            finding.Earlier.ShouldBeEmpty();
        }

        (await clinic.Get<Reassessment>().StaleAsync(held[0].Scope, held[0].PatientId, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_stands_when_it_is_assessed_again_until_a_session_on_which_it_rests_is_withdrawn()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await AfterAChangeOfRulesAsync(clinic, erased: 1);

        await clinic.Get<Reassessment>().AssessSessionAsync(held[4].Scope, held[4].PublicId, cancel: Cancel);
        (await FirstAsync(clinic, held[4])).Finding.RuleVersion.ShouldBe("2026.1");

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Consents.WithdrawAsync(held[0].Id, cancel: Cancel);
        await clinic.Assessment.ConcludeAsync(held[0].Id, Cancel);
        await clinic.Get<Reassessment>().AssessPatientAsync(held[4].Scope, held[4].PatientId, cancel: Cancel);

        var after = await FirstAsync(clinic, held[4]);
        (after.Finding.RuleVersion, after.Finding.Status).ShouldBe((IndicatorOptions.RuleVersion, FindingStatus.Withheld));
        after.Earlier.ShouldHaveSingleItem().Finding.RuleVersion.ShouldBe("2026.1");
    }

    [Fact]
    public async Task A_change_of_rules_takes_the_baseline_anew_where_all_its_samples_are_there()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await AfterAChangeOfRulesAsync(clinic, erased: null);

        (await clinic.StatusAsync(await clinic.HoldAsync(held[0]))).ShouldBe(FindingStatus.NoFlag);
        (await clinic.TrendAsync(held[0])).OutOfReach.ShouldBeEmpty();
        (await clinic.Get<PatientBaselines>().ForPatientAsync(held[0].Scope, held[0].PatientId, Cancel)).ShouldHaveSingleItem().RuleVersion.ShouldBe(IndicatorOptions.RuleVersion);
    }

    [Fact]
    public async Task Samples_erased_after_the_present_rules_saw_them_change_nothing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 4);
        foreach (var session in held.Take(3)) await clinic.Get<SampleErasure>().EraseExpiredAsync(session.Id, Cancel);

        (await clinic.StatusAsync(await clinic.HoldAsync(held[0]))).ShouldBe(FindingStatus.NoFlag);
    }

    [Fact]
    public async Task New_rules_replace_no_baseline_whose_sessions_have_lost_their_signals_too()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 4);
        // Nearly ten years later the patient is back; then nothing is left of the first sessions but the baseline that was taken from three of them.
        clinic.Clock.Advance(TimeSpan.FromDays(3653) - TimeSpan.FromDays(28));
        for (var i = 0; i < 4; i++) held.Add(await clinic.HoldAsync(held[0]));
        await clinic.DateBackRulesAsync();
        clinic.Clock.Advance(TimeSpan.FromDays(28));
        await clinic.Get<Retention>().EnforceAsync(Cancel);
        (await clinic.CountAsync("session_signals"), await clinic.CountAsync("patient_baselines")).ShouldBe((4, 1), "the later sessions alone would make another baseline");

        foreach (var session in held.Skip(4)) await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        var ninth = await clinic.HoldAsync(held[0]);

        (await FirstAsync(clinic, ninth)).Finding.Reason.ShouldNotBeNull().ShouldContain("have been erased");
        var trend = await clinic.TrendAsync(ninth);
        trend.OutOfReach.ShouldBe([SessionContext.Conversation]);
        trend.Sessions.ShouldAllBe(s => !s.IsBaseline, "of those that it was taken from nothing is left");
        (await clinic.Get<PatientBaselines>().ForPatientAsync(ninth.Scope, ninth.PatientId, Cancel)).ShouldHaveSingleItem().RuleVersion.ShouldBe("2026.1");

        await clinic.Get<PatientBaselines>().ResetAsync(ninth.Scope, ninth.PatientId, SessionContext.Conversation, "The old one cannot be used any more.", Cancel);
        for (var i = 0; i < 3; i++) (await clinic.StatusAsync(await clinic.HoldAsync(held[0]))).ShouldBe(FindingStatus.NotEnoughSessions);
        (await clinic.StatusAsync(await clinic.HoldAsync(held[0]))).ShouldBe(FindingStatus.NoFlag);
        (await clinic.TrendAsync(ninth)).OutOfReach.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sessions_of_a_baseline_that_has_lost_its_first_are_assessed_again_without_taking_another_one()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 5);
        await clinic.DateBackRulesAsync();
        await SayTakenAsync(clinic, from: 5, last: held[4]);
        await EraseWhollyAsync(clinic, held[0]);

        foreach (var session in held.Skip(1)) await clinic.Assessment.ConcludeAsync(session.Id, Cancel);

        (await clinic.Get<PatientBaselines>().ForPatientAsync(held[0].Scope, held[0].PatientId, Cancel)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            b => b.RuleVersion.ShouldBe("2026.1"), b => b.Sessions.ShouldBe(5));
        var sixth = await clinic.HoldAsync(held[0]);
        (await FirstAsync(clinic, sixth)).Finding.Reason.ShouldNotBeNull().ShouldContain("have been erased");
        var trend = await clinic.TrendAsync(sixth);
        trend.OutOfReach.ShouldBe([SessionContext.Conversation]);
        trend.Sessions.Select(s => s.IsBaseline).ShouldBe([false, true, true, true, true, false]);
    }

    [Fact]
    public async Task A_session_that_only_rules_in_between_found_valid_does_not_stand_in_for_one_that_was_lost()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 4);
        await clinic.DateBackRulesAsync();
        await SayTakenAsync(clinic, from: 3, last: held[3]);
        await using (var context = await clinic.ContextAsync())
            await context.Database.ExecuteSqlAsync($"UPDATE session_signals SET RuleVersion = '2026.3' WHERE SessionId = {held[2].Id}", Cancel);
        await EraseWhollyAsync(clinic, held[0]);

        var fifth = await clinic.HoldAsync(held[0]);

        (await FirstAsync(clinic, fifth)).Finding.Reason.ShouldNotBeNull().ShouldContain("have been erased");
        var trend = await clinic.TrendAsync(fifth);
        trend.OutOfReach.ShouldBe([SessionContext.Conversation]);
        trend.Sessions.Select(s => s.IsBaseline).ShouldBe([false, true, false, true, false]);
    }

    [Fact]
    public async Task The_baseline_of_the_present_rules_outlives_the_signals_of_its_sessions()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 4);
        clinic.Clock.Advance(TimeSpan.FromDays(3653));
        var fifth = await clinic.HoldAsync(held[0]);
        await clinic.Get<Retention>().EnforceAsync(Cancel);
        (await clinic.CountAsync("session_signals")).ShouldBe(1);

        (await clinic.StatusAsync(fifth), await clinic.StatusAsync(await clinic.HoldAsync(held[0]))).ShouldBe((FindingStatus.NoFlag, FindingStatus.NoFlag));
        (await clinic.TrendAsync(fifth)).OutOfReach.ShouldBeEmpty();
    }

    [Fact]
    public async Task Smiling_that_another_network_read_than_the_baseline_is_withheld_and_the_head_is_compared()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var held = await HoldAsync(clinic, 4);
        await using (var context = await clinic.ContextAsync())
            await context.Sessions.Where(s => s.Id == held[3].Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ModelVersion, "another network"), Cancel);

        await clinic.Assessment.ConcludeAsync(held[3].Id, Cancel);

        var components = (await clinic.Assessment.FindingsAsync(held[3].Scope, held[3].PublicId, Cancel))[0].Finding.Components;
        components.Single(c => c.Signal == SignalKind.SmileRatio).WithheldBecause.ShouldNotBeNull().ShouldContain("another network");
        components.Single(c => c.Signal == SignalKind.HeadVelocity).Z.ShouldNotBeNull();
        var sessions = (await clinic.TrendAsync(held[0])).Sessions;
        sessions[2].IsComparableWith(sessions[3], IndicatorKind.DepressionPattern).ShouldBeFalse();
        sessions[2].CountsWith(sessions[3], IndicatorKind.DepressionPattern).ShouldBeTrue("both were compared with one baseline, each in what it can be");
    }

    private static async Task<StoredFinding> FirstAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session) => (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel))[0];

    /// <summary>Makes it look as if the frozen baseline had been taken from so many sessions.</summary>
    private static async Task SayTakenAsync(ClinicOnDisk clinic, int from, ClinicOnDisk.Planned last)
    {
        await using var context = await clinic.ContextAsync();
        await context.Database.ExecuteSqlAsync($"UPDATE patient_baselines SET Sessions = {from}, LastSessionAt = (SELECT StartedAt FROM sessions WHERE Id = {last.Id})", Cancel);
    }

    /// <summary>Nothing is left of what was measured in a session, as after its last period.</summary>
    private static async Task EraseWhollyAsync(ClinicOnDisk clinic, ClinicOnDisk.Planned session)
    {
        await clinic.Get<SampleErasure>().EraseExpiredAsync(session.Id, Cancel);
        await using var context = await clinic.ContextAsync();
        await SampleErasure.EraseDerivedAsync(context, session.Id, Cancel);
    }

    /// <summary>Five sessions that earlier rules assessed and the present ones assess again, the samples of one erased before.</summary>
    private static async Task<List<ClinicOnDisk.Planned>> AfterAChangeOfRulesAsync(ClinicOnDisk clinic, int? erased)
    {
        var held = await HoldAsync(clinic, 5);
        if (erased is { } number) await clinic.Get<SampleErasure>().EraseExpiredAsync(held[number].Id, Cancel);
        await clinic.DateBackRulesAsync();
        foreach (var session in held) await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        return held;
    }

    private static async Task<List<ClinicOnDisk.Planned>> HoldAsync(ClinicOnDisk clinic, int sessions)
    {
        var held = new List<ClinicOnDisk.Planned> { await clinic.HoldAsync() };
        while (held.Count < sessions) held.Add(await clinic.HoldAsync(held[0]));
        return held;
    }
}
