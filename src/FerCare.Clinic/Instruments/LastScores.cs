using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>The scores that stand beside the two indices, the comparable instrument first, the GAD-7 as context after it.</summary>
public sealed record ScoresBeside(IReadOnlyList<LastScore> Depression, IReadOnlyList<LastScore> Stress)
{
    /// <summary>Nothing that the asking person may see.</summary>
    public static ScoresBeside None { get; } = new([], []);

    public IReadOnlyList<LastScore> this[IndicatorKind kind] => kind switch
    {
        IndicatorKind.DepressionPattern => Depression,
        IndicatorKind.StressPattern => Stress,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known indicator."),
    };
}

/// <summary>
/// The last questionnaire scores beside an index: PHQ-9 beside the depression pattern, PSS-10 (else PSS-4) beside the stress pattern, GAD-7 as
/// context beside both.
/// </summary>
public sealed class LastScores(IDbContextFactory<ClinicContext> contexts, InstrumentHistory history, InstrumentLibrary library, TimeProvider time)
{
    /// <summary>As they stood at a session, later ones left out; none if there is no such session or it belongs to another team.</summary>
    public async Task<ScoresBeside> AtSessionAsync(CareScope scope, Guid publicId, CancellationToken cancel = default)
    {
        var session = await contexts.UseAsync(context => context.SessionsOf(scope).Where(s => s.PublicId == publicId)
            .Select(s => new { s.PatientId, s.State, s.ScheduledAt, s.StartedAt, s.EndedAt }).SingleOrDefaultAsync(cancel), cancel);
        if (session is null) return ScoresBeside.None;
        var now = time.GetUtcNow();
        var day = session.StartedAt ?? (session.State.IsOver() ? session.ScheduledAt : now);
        var until = session.EndedAt ?? (session.State.IsOver() ? day : now);
        return At(await history.FormsAsync(scope, session.PatientId, cancel), new ScoreMoment(until, day, time.LocalTimeZone, publicId));
    }

    /// <summary>As they stand now, from a patient's forms.</summary>
    public ScoresBeside Today(IReadOnlyList<FormRow> forms)
    {
        var now = time.GetUtcNow();
        return At(forms, new ScoreMoment(now, now, time.LocalTimeZone));
    }

    private ScoresBeside At(IReadOnlyList<FormRow> forms, ScoreMoment moment)
    {
        var anxiety = Of("gad-7", forms, moment);
        var stress = Of("pss-10", forms, moment);
        if (stress.Form is null && Of("pss-4", forms, moment) is { Form: not null } shorter) stress = shorter;
        return new([Of("phq-9", forms, moment), anxiety], [stress, anxiety]);
    }

    private LastScore Of(string instrument, IReadOnlyList<FormRow> forms, ScoreMoment moment)
    {
        bool IsOwn(FormRow form) => moment.SessionId is { } session && form.SessionId == session;
        var own = forms.Where(f => f.InstrumentId == instrument).ToList();
        var last = own.Where(f => f.Score is not null && (f.CompletedAt <= moment.Until || IsOwn(f))).MaxBy(f => f.CompletedAt);
        var unfinished = own.Where(f => f.CompletedAt is null && (f.StartedAt <= moment.Until || IsOwn(f)) && (last is null || f.StartedAt > last.CompletedAt)).MaxBy(f => f.StartedAt);
        DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, moment.Zone);
        DateTime Date(DateTimeOffset at) => Local(at).Date;
        if (unfinished is not null) unfinished = unfinished with { StartedAt = Local(unfinished.StartedAt) };
        return new(library.Find(instrument)!, last, unfinished, last?.CompletedAt is { } at ? Math.Max(0, (Date(moment.Day) - Date(at)).Days) : null, last is not null && IsOwn(last));
    }
}
