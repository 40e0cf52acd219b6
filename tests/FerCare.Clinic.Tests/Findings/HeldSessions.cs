using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Findings;

/// <summary>Sessions of one patient, a week apart, that have ended and were assessed.</summary>
internal static class HeldSessions
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A week after the last one; of the same patient as <paramref name="before"/>, or of a new one.</summary>
    /// <param name="smilesFromMs">From here on the patient smiles.</param>
    public static async Task<ClinicOnDisk.Planned> HoldAsync(this ClinicOnDisk clinic, ClinicOnDisk.Planned? before = null, SessionContext context = SessionContext.Conversation,
        int seconds = 160, long smilesFromMs = long.MaxValue)
    {
        clinic.Clock.Advance(TimeSpan.FromDays(7));
        var patient = before ?? await clinic.PlannedAsync();
        var row = await clinic.Schedule.CreateAsync(patient.Scope, patient.PatientId, context, clinic.Clock.GetUtcNow(), Cancel);
        var session = new ClinicOnDisk.Planned(patient.Scope, patient.PatientId, row.Id, row.PublicId);
        await clinic.BeginAsync(session);
        await clinic.Course.BaselineStartedAsync(session.Id, 0, Cancel);
        await clinic.Course.BaselineEndedAsync(session.Id, 15_000, Cancel);
        var glad = new EmotionProbabilities(0.02f, 0.02f, 0.02f, 0.8f, 0.02f, 0.02f, 0.1f);
        for (var ms = 0L; ms < seconds * 1000; ms += 40)
        {
            await clinic.Journal.AppendAsync(session.Id, ms % 100 < 40 ? ClinicOnDisk.Frame(ms) : ClinicOnDisk.Frame(ms) with { Displacement = null }, Cancel);
            if (ms % 160 == 0) await clinic.Journal.AppendAsync(session.Id, ms < smilesFromMs ? ClinicOnDisk.Emotion(ms) : ClinicOnDisk.Emotion(ms) with { Emotions = glad }, Cancel);
        }

        await clinic.Course.EndAsync(session.Id, seconds * 1000, Cancel);
        await clinic.Assessment.ConcludeAsync(session.Id, Cancel);
        return session;
    }

    public static Task MarkAsync(this ClinicOnDisk clinic, ClinicOnDisk.Planned session, long timeMs, SessionContext doing) =>
        clinic.Get<ContextMarks>().SetAsync(session.Scope, session.PublicId, timeMs, doing, Cancel);

    public static async Task<FindingStatus> StatusAsync(this ClinicOnDisk clinic, ClinicOnDisk.Planned session) =>
        (await clinic.Assessment.FindingsAsync(session.Scope, session.PublicId, Cancel))[0].Finding.Status;

    /// <summary>Makes it look as if earlier rules had assessed everything that is stored.</summary>
    public static async Task DateBackRulesAsync(this ClinicOnDisk clinic)
    {
        await using var context = await clinic.ContextAsync();
        var now = IndicatorOptions.RuleVersion;
        await context.Database.ExecuteSqlAsync($"UPDATE session_signals SET RuleVersion = '2026.1' WHERE RuleVersion = {now}", Cancel);
        await context.Database.ExecuteSqlAsync($"UPDATE findings SET RuleVersion = '2026.1', Json = replace(Json, {now}, '2026.1')", Cancel);
        await context.Database.ExecuteSqlAsync($"UPDATE patient_baselines SET RuleVersion = '2026.1'", Cancel);
    }
}
