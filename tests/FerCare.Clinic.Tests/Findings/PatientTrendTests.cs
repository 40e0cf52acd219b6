using FerCare.Affect.Indicators;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Tests.Instruments;

namespace FerCare.Clinic.Tests.Findings;

public sealed class PatientTrendTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trend_holds_indices_with_their_bands_reasons_and_reviews_oldest_first()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var patient = await clinic.PlannedAsync();
        await clinic.AssessedAsync(patient, null, FindingStatus.Withheld, reason: "Withheld: 90 s of valid time.");
        await clinic.AssessedAsync(patient, 2.1, FindingStatus.Flagged, ReviewState.Confirmed);

        var trend = await clinic.TrendAsync(patient);

        trend.Sessions.Count.ShouldBe(2);
        trend.Sessions[0][IndicatorKind.DepressionPattern].ShouldBe(new TrendIndex(IndicatorKind.DepressionPattern, FindingStatus.Withheld, "Withheld: 90 s of valid time.",
            null, null, null, 0.87, IndicatorOptions.RuleVersion, ReviewState.Preliminary));
        var second = trend.Sessions[1][IndicatorKind.DepressionPattern].ShouldNotBeNull();
        (second.Index, second.Low, second.High, second.Review).ShouldBe((2.1, 1.6, 2.6, ReviewState.Confirmed));
        trend.Sessions[1].At.ShouldBeGreaterThan(trend.Sessions[0].At);
        trend.Sessions[1].Coverage.ShouldBe(0.87);
    }

    [Fact]
    public async Task A_clinician_of_another_team_gets_nothing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var patient = await clinic.PlannedAsync();
        await clinic.UsePhqAsync();
        var session = await clinic.AssessedAsync(patient, 1);
        await clinic.EnterAsync(patient.Scope, patient.PatientId, "phq-9", _ => 0);
        await clinic.Get<PatientBaselines>().ResetAsync(patient.Scope, patient.PatientId, SessionContext.Conversation, "A new camera.", Cancel);
        var (other, _) = await clinic.ClinicianAsync("South");

        var theirs = await clinic.Get<PatientTrend>().ForPatientAsync(other, patient.PatientId, Cancel);

        (theirs.Sessions.Count + theirs.Forms.Count + theirs.Resets.Count + theirs.Baselines.Count).ShouldBe(0);
        (await clinic.Get<LastScores>().AtSessionAsync(other, session.PublicId, Cancel)).ShouldBe(ScoresBeside.None);
        var own = await clinic.TrendAsync(patient);
        (own.Sessions.Count, own.Forms.Count, own.Resets.Count).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task The_first_three_valid_sessions_of_a_context_are_marked_as_its_baseline_and_three_more_after_a_reset()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var patient = await clinic.PlannedAsync();
        await clinic.AssessedAsync(patient, null, FindingStatus.Withheld);
        for (var i = 0; i < 3; i++) await clinic.AssessedAsync(patient, null, FindingStatus.NotEnoughSessions);
        await clinic.AssessedAsync(patient, null, FindingStatus.NotEnoughSessions, held: SessionContext.Reading);
        await clinic.AssessedAsync(patient, 0.5);
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Get<PatientBaselines>().ResetAsync(patient.Scope, patient.PatientId, SessionContext.Conversation, "A new camera.", Cancel);
        await clinic.AssessedAsync(patient, null, FindingStatus.NotEnoughSessions);

        var trend = await clinic.TrendAsync(patient);

        trend.Sessions.Select(s => s.IsBaseline).ShouldBe([false, true, true, true, true, false, true]);
        trend.Sessions.Select(s => s.Period).ShouldBe([0, 0, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public async Task Indices_of_other_rules_another_context_or_another_baseline_are_not_comparable()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var patient = await clinic.PlannedAsync();
        await clinic.AssessedAsync(patient, 1, rules: "2026.1");
        await clinic.AssessedAsync(patient, 1);
        await clinic.AssessedAsync(patient, 1.2);
        await clinic.AssessedAsync(patient, 1, held: SessionContext.Rest);
        await clinic.Get<PatientBaselines>().ResetAsync(patient.Scope, patient.PatientId, SessionContext.Conversation, "A new camera.", Cancel);
        await clinic.AssessedAsync(patient, 1);

        var sessions = (await clinic.TrendAsync(patient)).Sessions;

        sessions.Zip(sessions.Skip(1), (a, b) => a.IsComparableWith(b, IndicatorKind.DepressionPattern)).ShouldBe([false, true, false, false]);
        sessions[2].IsComparableWith(sessions[4], IndicatorKind.DepressionPattern).ShouldBeFalse();
    }

    [Fact]
    public async Task A_withdrawn_session_stands_in_the_trend_without_findings_and_a_planned_one_does_not()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.LiveAsync();
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        await clinic.PlannedAsync(session.Scope, session.PatientId);

        var only = (await clinic.TrendAsync(session)).Sessions.ShouldHaveSingleItem();

        (only.State, only.Coverage, only.IsBaseline).ShouldBe((SessionState.Withdrawn, null, false));
    }

    [Fact]
    public async Task A_reset_needs_a_reason_and_stays_in_the_history_and_the_audit_with_who_and_when()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var patient = await clinic.PlannedAsync();
        var baselines = clinic.Get<PatientBaselines>();
        await Should.ThrowAsync<ArgumentException>(() => baselines.ResetAsync(patient.Scope, patient.PatientId, SessionContext.Conversation, " ", Cancel));
        (await baselines.ResetsAsync(patient.Scope, patient.PatientId, Cancel)).ShouldBeEmpty();

        await baselines.ResetAsync(patient.Scope, patient.PatientId, SessionContext.Conversation, "The camera stands higher now.", Cancel);

        (await clinic.TrendAsync(patient)).Resets.ShouldHaveSingleItem()
            .ShouldBe(new BaselineResetRow(SessionContext.Conversation, "The camera stands higher now.", "Clinician of North", clinic.Clock.GetUtcNow()));
        (await clinic.Audit.RecentAsync(1, Cancel)).Single().Action.ShouldBe(AuditAction.ResetBaseline);
    }
}
