using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Findings;

/// <summary>Why the findings of a session are not those that the present rules and marks give.</summary>
public enum StaleBecause
{
    /// <summary>Earlier rules gave them.</summary>
    EarlierRules,

    /// <summary>What the patient did in which part has been marked otherwise since.</summary>
    ChangedParts,

    /// <summary>An earlier session of its context, on which it builds, has been assessed or withdrawn since.</summary>
    EarlierSession,
}

/// <summary>An assessed session whose findings are out of date.</summary>
public sealed record StaleSession(Guid PublicId, SessionContext Context, DateTimeOffset StartedAt, StaleBecause Because);

/// <summary>How far a re-assessment has got.</summary>
/// <param name="Changed">Sessions that have other findings than before.</param>
public sealed record ReassessmentProgress(int Done, int Of, int Changed)
{
    /// <summary>Somebody stopped it between two sessions; those that build on what was done are out of date until it is gone on with.</summary>
    public bool IsUnfinished => Done < Of;
}

/// <summary>
/// Assesses ended sessions again by the present rules and marks when a clinician asks for it. Findings that come out otherwise take the
/// place of the earlier ones, which are kept with their reviews.
/// </summary>
public sealed class Reassessment(IDbContextFactory<ClinicContext> contexts, SessionAssessment assessment, AuditTrail audit)
{
    /// <summary>The sessions of a patient that are out of date, oldest first; empty if the patient belongs to another team.</summary>
    public Task<IReadOnlyList<StaleSession>> StaleAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<StaleSession>)[.. (await HeldAsync(context, scope, patientId, cancel)).Where(h => h.Stale is not null)
            .Select(h => new StaleSession(h.PublicId, h.Context, h.StartedAt, h.Stale!.Value))], cancel);

    /// <summary>
    /// Assesses one session again, and with it the later sessions of its context, which build on it. Earlier ones that are out of date come
    /// first, because it builds on those. Cancelled, it stops between two sessions and tells how far it got.
    /// </summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    /// <exception cref="CourseRefusedException">It has not ended.</exception>
    public async Task<ReassessmentProgress> AssessSessionAsync(CareScope scope, Guid publicId, IProgress<ReassessmentProgress>? progress = null, CancellationToken cancel = default)
    {
        var due = await contexts.UseAsync(async context =>
        {
            var session = await context.SessionsOf(scope).SingleOrDefaultAsync(s => s.PublicId == publicId, CancellationToken.None) ?? throw new OutsideCareTeamException("Session");
            if (session.State != SessionState.Ended) throw new CourseRefusedException(session.Id, "A re-assessment", "ended", session.State);
            return From(await HeldAsync(context, scope, session.PatientId, CancellationToken.None), session.Context, publicId);
        }, CancellationToken.None);
        return await RunAsync(scope, due, progress, cancel);
    }

    /// <summary>Assesses again whatever of a patient is out of date, and the later sessions that build on it. Cancelled, it stops between two sessions.</summary>
    /// <exception cref="OutsideCareTeamException">The patient does not exist or belongs to another team.</exception>
    public async Task<ReassessmentProgress> AssessPatientAsync(CareScope scope, Guid patientId, IProgress<ReassessmentProgress>? progress = null, CancellationToken cancel = default)
    {
        var due = await contexts.UseAsync(async context =>
        {
            if (!await context.PatientsOf(scope).AnyAsync(p => p.Id == patientId, CancellationToken.None)) throw new OutsideCareTeamException("Patient");
            var held = await HeldAsync(context, scope, patientId, CancellationToken.None);
            return (IReadOnlyList<Held>)[.. Enum.GetValues<SessionContext>().SelectMany(doing => From(held, doing, null))];
        }, CancellationToken.None);
        return await RunAsync(scope, due, progress, cancel);
    }

    private static IReadOnlyList<Held> From(IReadOnlyList<Held> all, SessionContext doing, Guid? asked) =>
        [.. all.Where(h => h.Context == doing).SkipWhile(h => h.Stale is null && h.PublicId != asked)];

    private async Task<ReassessmentProgress> RunAsync(CareScope scope, IReadOnlyList<Held> due, IProgress<ReassessmentProgress>? progress, CancellationToken cancel)
    {
        var reached = new ReassessmentProgress(0, due.Count, 0);
        foreach (var session in due)
        {
            progress?.Report(reached);
            // Here and nowhere else: a session that was begun is assessed and written down as a whole, and what builds on it shows as out of date.
            if (cancel.IsCancellationRequested) return reached;
            var before = await CurrentAsync(session.Id);
            await assessment.ConcludeAsync(session.Id, CancellationToken.None);
            var changed = !before.SetEquals(await CurrentAsync(session.Id));
            await audit.RecordAsync(new AuditEntry(AuditAction.Reassess, scope.StaffId, "session", session.PublicId.ToString(),
                $"rules {IndicatorOptions.RuleVersion}: {(changed ? "other findings, the earlier ones are kept" : "the same findings")}"), CancellationToken.None);
            reached = reached with { Done = reached.Done + 1, Changed = reached.Changed + (changed ? 1 : 0) };
        }

        progress?.Report(reached);
        return reached;
    }

    private Task<HashSet<long>> CurrentAsync(long sessionId) =>
        contexts.UseAsync(context => context.CurrentFindings().Where(f => f.SessionId == sessionId).Select(f => f.Id).ToHashSetAsync(CancellationToken.None), CancellationToken.None);

    /// <summary>The ended sessions of a patient, oldest first. One that was never assessed is not out of date: that is done by itself.</summary>
    private static async Task<IReadOnlyList<Held>> HeldAsync(ClinicContext context, CareScope scope, Guid patientId, CancellationToken cancel)
    {
        var own = context.SessionsOf(scope).Where(s => s.PatientId == patientId && s.State == SessionState.Ended && s.StartedAt != null && s.SamplesErasedAt == null);
        var sessions = await (
            from session in own
            orderby session.StartedAt
            select new
            {
                session.Id, session.PublicId, session.Context, session.StartedAt, session.BaselineFromMs, session.BaselineToMs,
                Assessed = context.Signals.Any(s => s.SessionId == session.Id),
                Now = context.Signals.Where(s => s.SessionId == session.Id && s.RuleVersion == IndicatorOptions.RuleVersion).Select(s => s.Json).FirstOrDefault(),
                At = context.Signals.Where(s => s.SessionId == session.Id && s.RuleVersion == IndicatorOptions.RuleVersion).Select(s => (DateTimeOffset?)s.ComputedAt).FirstOrDefault(),
            }).ToListAsync(cancel);
        var marks = (await (
            from mark in context.ContextMarks.AsNoTracking()
            join session in own on mark.SessionId equals session.Id
            orderby mark.TimeMs
            select new { mark.SessionId, Row = new ContextMarkRow(mark.Id, mark.TimeMs, mark.Context) }).ToListAsync(cancel)).ToLookup(m => m.SessionId, m => m.Row);
        var events = (await (
            from happened in context.SessionEvents.AsNoTracking()
            join session in own on happened.SessionId equals session.Id
            where context.ContextMarks.Any(m => m.SessionId == session.Id)
            orderby happened.Id
            select new { happened.SessionId, Row = new SessionEventRow(happened.TimeMs, happened.At, happened.Kind) }).ToListAsync(cancel)).ToLookup(e => e.SessionId, e => e.Row);
        var withdrawn = await context.SessionsOf(scope).Where(s => s.PatientId == patientId && s.State == SessionState.Withdrawn && s.StartedAt != null)
            .Select(s => new { s.Context, s.StartedAt, At = context.SessionEvents.Where(e => e.SessionId == s.Id && e.Kind == SessionEventKind.Withdrawn).Max(e => (DateTimeOffset?)e.At) }).ToListAsync(cancel);
        // When the latest of the sessions so far was assessed, in each context: the order in which they were assessed is that in which they were held.
        var latest = new Dictionary<SessionContext, DateTimeOffset>();
        // What builds on a session that is to be compared anew is to be so, too, even if it was assessed after what came between.
        var unsettled = new HashSet<SessionContext>();
        return [.. sessions.Select(s =>
        {
            TimeSpanMs? completed = s is { BaselineFromMs: { } from, BaselineToMs: { } to } ? new TimeSpanMs(from, to) : null;
            var counts = PartsOfSession.CountedFor(s.Context, [.. marks[s.Id]], NeutralAttempts.From(events[s.Id], completed));
            var left = withdrawn.Where(w => w.Context == s.Context && w.StartedAt < s.StartedAt).Max(w => w.At);
            StaleBecause? stale = !s.Assessed ? null : s.Now is null ? StaleBecause.EarlierRules : !Same(JsonSerializer.Deserialize<SessionSignals>(s.Now)!.Counted, counts) ? StaleBecause.ChangedParts
                : left > s.At || unsettled.Contains(s.Context) || (latest.TryGetValue(s.Context, out var before) && before > s.At) ? StaleBecause.EarlierSession : null;
            if (stale == StaleBecause.EarlierSession) unsettled.Add(s.Context);
            if (s.At is { } at && at > latest.GetValueOrDefault(s.Context)) latest[s.Context] = at;
            return new Held(s.Id, s.PublicId, s.Context, s.StartedAt!.Value, stale);
        })];
    }

    private static bool Same(IReadOnlyList<TimeSpanMs>? stored, IReadOnlyList<TimeSpanMs>? now) => stored is null || now is null ? stored is null && now is null : stored.SequenceEqual(now);

    private sealed record Held(long Id, Guid PublicId, SessionContext Context, DateTimeOffset StartedAt, StaleBecause? Stale);
}
