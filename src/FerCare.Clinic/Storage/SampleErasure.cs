using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Storage;

/// <summary>Erases what was measured in one session, from the disk too. The session itself and its consent stay on record.</summary>
public sealed class SampleErasure(IDbContextFactory<ClinicContext> contexts, SessionJournal journal, DiskScrub scrub, AuditTrail audit, TimeProvider time)
{
    /// <summary>
    /// The patient who withdrew wishes it: samples, roll-ups, signals, findings with their reviews, marks, and a baseline that rests on them.
    /// Nothing happens where it was done before.
    /// </summary>
    /// <exception cref="CourseRefusedException">The session was not withdrawn.</exception>
    public Task EraseWithdrawnAsync(long sessionId, CancellationToken cancel = default) => EraseWithdrawnAsync(sessionId, null, cancel);

    /// <summary>The same, where the patient asks a clinician of the care team for it.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    /// <exception cref="CourseRefusedException">The session was not withdrawn.</exception>
    public async Task EraseWithdrawnAsync(CareScope scope, Guid publicId, CancellationToken cancel = default)
    {
        var session = await contexts.UseAsync(context => context.SessionsOf(scope).Where(s => s.PublicId == publicId).Select(s => (long?)s.Id).SingleOrDefaultAsync(cancel), cancel);
        await EraseWithdrawnAsync(session ?? throw new OutsideCareTeamException("Session"), scope.StaffId, cancel);
    }

    private async Task EraseWithdrawnAsync(long sessionId, Guid? by, CancellationToken cancel)
    {
        if (journal.IsStarted) await journal.FlushAsync(cancel);
        await contexts.UseAsync(async context =>
        {
            await using var change = await context.Database.BeginTransactionAsync(cancel);
            var session = await SessionAsync(context, sessionId, cancel);
            if (session.State != SessionState.Withdrawn) throw new CourseRefusedException(sessionId, "Erasing what was measured", nameof(SessionState.Withdrawn), session.State);
            if (session.SamplesErasedBecause == ErasedBecause.Withdrawn) return;
            await EraseSeriesAsync(context, session, ErasedBecause.Withdrawn, cancel);
            await EraseDerivedAsync(context, sessionId, cancel);
            if (session.StartedAt is { } startedAt) await SessionBaseline.ForgetWithAsync(context, session, startedAt, null, cancel);
            await audit.AddAsync(context, new AuditEntry(AuditAction.EraseSamples, by, "session", session.PublicId.ToString(), ActorName: by is null ? AuditEntry.Patient : null), cancel);
            await context.SaveChangesAsync(cancel);
            await change.CommitAsync(cancel);
        }, cancel);
        // What was deleted is zeros in the database; the log before it goes as well.
        await scrub.EmptyLogAsync(cancel);
    }

    /// <summary>The time for which samples are kept is over: both series go, what was worked out from them stays.</summary>
    internal Task EraseExpiredAsync(long sessionId, CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var session = await SessionAsync(context, sessionId, cancel);
        if (session.SamplesErasedAt is not null || !session.State.IsOver()) return;
        await EraseSeriesAsync(context, session, ErasedBecause.Retention, cancel);
        await audit.AddAsync(context, new AuditEntry(AuditAction.EnforceRetention, null, "session", session.PublicId.ToString(), "samples", "FerCare"), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
    }, cancel);

    /// <summary>Deletes what was worked out from a session's samples.</summary>
    internal static async Task EraseDerivedAsync(ClinicContext context, long sessionId, CancellationToken cancel)
    {
        await context.Database.ExecuteSqlAsync($"DELETE FROM emotion_rollups WHERE session_id = {sessionId}", cancel);
        await context.Signals.Where(s => s.SessionId == sessionId).ExecuteDeleteAsync(cancel);
        await context.Findings.Where(f => f.SessionId == sessionId).ExecuteDeleteAsync(cancel);
        await context.ContextMarks.Where(m => m.SessionId == sessionId).ExecuteDeleteAsync(cancel);
        await context.TimelineNotes.Where(n => n.SessionId == sessionId).ExecuteDeleteAsync(cancel);
    }

    private async Task EraseSeriesAsync(ClinicContext context, MonitoringSession session, ErasedBecause because, CancellationToken cancel)
    {
        // First the mark, on which the database turns away whatever is still on its way.
        session.SamplesErasedAt = time.GetUtcNow();
        session.SamplesErasedBecause = because;
        await context.SaveChangesAsync(cancel);
        await context.Database.ExecuteSqlAsync($"DELETE FROM frame_samples WHERE session_id = {session.Id}", cancel);
        await context.Database.ExecuteSqlAsync($"DELETE FROM emotion_samples WHERE session_id = {session.Id}", cancel);
    }

    private static async Task<MonitoringSession> SessionAsync(ClinicContext context, long sessionId, CancellationToken cancel) =>
        await context.Sessions.SingleOrDefaultAsync(s => s.Id == sessionId, cancel) ?? throw new ArgumentException($"Session: expected one that exists, found number {sessionId}.", nameof(sessionId));
}
