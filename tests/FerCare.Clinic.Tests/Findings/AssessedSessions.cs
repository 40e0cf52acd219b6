using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Findings;

/// <summary>Sessions with findings that the test chooses, stored as an assessment stores them.</summary>
internal static class AssessedSessions
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A session a week after the last one, of the same patient.</summary>
    public static async Task<ClinicOnDisk.Planned> AssessedAsync(this ClinicOnDisk clinic, ClinicOnDisk.Planned patient, double? depression, FindingStatus status = FindingStatus.NoFlag,
        ReviewState review = ReviewState.Preliminary, string rules = IndicatorOptions.RuleVersion, SessionContext held = SessionContext.Conversation, string reason = "Withheld: too short.")
    {
        clinic.Clock.Advance(TimeSpan.FromDays(7));
        var planned = await clinic.Schedule.CreateAsync(patient.Scope, patient.PatientId, held, clinic.Clock.GetUtcNow(), Cancel);
        var session = new ClinicOnDisk.Planned(patient.Scope, patient.PatientId, planned.Id, planned.PublicId);
        await clinic.BeginAsync(session);
        clinic.Clock.Advance(TimeSpan.FromMinutes(30));
        await clinic.Course.EndAsync(session.Id, 1_800_000, Cancel);
        await using var context = await clinic.ContextAsync();
        foreach (var kind in Enum.GetValues<IndicatorKind>())
        {
            var index = kind == IndicatorKind.DepressionPattern ? depression : null;
            var state = kind == IndicatorKind.DepressionPattern ? status : FindingStatus.Withheld;
            var found = new IndicatorFinding(kind, state, reason, index, index - 0.5, index + 0.5, [], [], 0.87, rules);
            context.Findings.Add(new Finding(session.Id, $"{kind}", $"{state}", index, JsonSerializer.Serialize(found), rules, "test network", clinic.Clock.GetUtcNow()) { Review = review });
        }

        var usable = status != FindingStatus.Withheld;
        context.Signals.Add(new SignalRecord(session.Id, "{}", usable, rules, clinic.Clock.GetUtcNow()));
        await context.SaveChangesAsync(Cancel);
        return session;
    }

    public static async Task<Trend> TrendAsync(this ClinicOnDisk clinic, ClinicOnDisk.Planned patient) =>
        await clinic.Get<PatientTrend>().ForPatientAsync(patient.Scope, patient.PatientId, Cancel);
}
