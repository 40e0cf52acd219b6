using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>
/// Erases what was measured in one session, from the disk and the copies beside the database too. The session itself and its consent stay on record.
/// </summary>
public sealed class SampleErasure(
    IDbContextFactory<ClinicContext> contexts, SessionJournal journal, DiskScrub scrub, ErasedSessions erased, AuditTrail audit, TimeProvider time, ILogger<SampleErasure> log)
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
        Guid? marked = null;
        try
        {
            await contexts.UseAsync(async context =>
            {
                await using var change = await context.Database.BeginTransactionAsync(cancel);
                var session = await SessionAsync(context, sessionId, cancel);
                if (session.State != SessionState.Withdrawn) throw new CourseRefusedException(sessionId, "Erasing what was measured", nameof(SessionState.Withdrawn), session.State);
                if (session.SamplesErasedBecause == ErasedBecause.Withdrawn) return;
                await EraseAllAsync(context, session, cancel);
                await audit.AddAsync(context, new AuditEntry(AuditAction.EraseSamples, by, "session", session.PublicId.ToString(), ActorName: by is null ? AuditEntry.Patient : null), cancel);
                await context.SaveChangesAsync(cancel);
                // From here on the start of the program completes what a crash interrupts.
                scrub.OweCopies();
                marked = session.PublicId;
                erased.Add(session.PublicId);
                await change.CommitAsync(cancel);
            }, cancel);
        }
        catch when (marked is not null)
        {
            // As with patients: a commit may report a failure after it is done, and what was not erased must not be erased by the next start.
            if (!await IsKnownToBeErasedAsync(sessionId))
            {
                erased.TakeBack(marked.Value);
                throw;
            }
        }

        if (scrub.CopiesAreOwed) await Task.Run(() => scrub.DestroyCopies(), CancellationToken.None);
        // What was deleted is zeros in the database; the log before it goes as well.
        await scrub.EmptyLogAsync(cancel);
    }

    /// <summary>
    /// At the start of the program: erases again what came back with a copy of the database from before it was erased, or was cut off by a crash; the
    /// sessions are withdrawn again where they were not in the copy. How many of those there were.
    /// </summary>
    internal async Task<int> RepeatAsync(ClinicContext context, CancellationToken cancel)
    {
        var stored = await context.Sessions.AsNoTracking().Select(s => new { s.Id, s.PublicId, s.SamplesErasedBecause }).ToListAsync(cancel);
        var marked = erased.Among(stored.Select(s => s.PublicId));
        Mark(stored.Where(s => s.SamplesErasedBecause == ErasedBecause.Withdrawn && !marked.Contains(s.PublicId)).Select(s => s.PublicId));
        var back = stored.Where(s => s.SamplesErasedBecause != ErasedBecause.Withdrawn && marked.Contains(s.PublicId)).ToList();
        if (back.Count == 0) return 0;
        scrub.OweCopies();
        foreach (var id in back.Select(s => s.Id))
        {
            await using var change = await context.Database.BeginTransactionAsync(cancel);
            var session = await SessionAsync(context, id, cancel);
            // Another process may have completed or taken back meanwhile what was marked when the list was read.
            if (session.SamplesErasedBecause == ErasedBecause.Withdrawn || !erased.Contains(session.PublicId)) continue;
            if (session.State != SessionState.Withdrawn) await WithdrawAgainAsync(context, session, cancel);
            await EraseAllAsync(context, session, cancel);
            await audit.AddAsync(context, new AuditEntry(AuditAction.EraseSamples, null, "session", session.PublicId.ToString(), "restored copy, erased before", "FerCare"), cancel);
            await context.SaveChangesAsync(cancel);
            await change.CommitAsync(cancel);
        }

        scrub.DestroyCopies();
        await scrub.EmptyLogAsync(cancel);
        return back.Count;
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

    /// <summary>False also where the database does not answer: whatever was erased after all is found and marked by the next start.</summary>
    private async Task<bool> IsKnownToBeErasedAsync(long sessionId)
    {
        try
        {
            return await contexts.UseAsync(context => context.Sessions.AnyAsync(s => s.Id == sessionId && s.SamplesErasedBecause == ErasedBecause.Withdrawn, CancellationToken.None), CancellationToken.None);
        }
        catch (Exception problem)
        {
            log.LogWarning("Whether a session is erased whose erasure failed could not be seen ({Problem})", problem.Message);
            return false;
        }
    }

    /// <summary>Deletes what was worked out from a session's samples.</summary>
    internal static async Task EraseDerivedAsync(ClinicContext context, long sessionId, CancellationToken cancel)
    {
        await context.Database.ExecuteSqlAsync($"DELETE FROM emotion_rollups WHERE session_id = {sessionId}", cancel);
        await context.Signals.Where(s => s.SessionId == sessionId).ExecuteDeleteAsync(cancel);
        await context.Findings.Where(f => f.SessionId == sessionId).ExecuteDeleteAsync(cancel);
        await context.ContextMarks.Where(m => m.SessionId == sessionId).ExecuteDeleteAsync(cancel);
        await context.TimelineNotes.Where(n => n.SessionId == sessionId).ExecuteDeleteAsync(cancel);
    }

    /// <summary>Marks what versions before the marks erased; where the disk does not take it the next start tries again.</summary>
    private void Mark(IEnumerable<Guid> unmarked)
    {
        try
        {
            foreach (var publicId in unmarked) erased.Add(publicId);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Erased sessions could not be marked beside the keys ({Problem}); it is tried again at the next start", problem.Message);
        }
    }

    private async Task WithdrawAgainAsync(ClinicContext context, MonitoringSession session, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        foreach (var consent in await context.Consents.Where(c => c.SessionId == session.Id && c.WithdrawnAt == null).ToListAsync(cancel)) consent.WithdrawnAt = now;
        // When it was withdrawn is lost with the records since the copy; the session did not last until today.
        var last = await context.SessionEvents.Where(e => e.SessionId == session.Id).MaxAsync(e => (long?)e.TimeMs, cancel) ?? 0;
        session.EndedAt ??= session.StartedAt?.AddMilliseconds(last) ?? now;
        new CourseStep(context, session, now).Enter(SessionState.Withdrawn, SessionEventKind.Withdrawn, last);
        await JoinLinks.RevokeOpenAsync(context, session.Id, now, cancel);
    }

    /// <summary>Both series, everything worked out from them, and a baseline that rests on them.</summary>
    private async Task EraseAllAsync(ClinicContext context, MonitoringSession session, CancellationToken cancel)
    {
        await EraseSeriesAsync(context, session, ErasedBecause.Withdrawn, cancel);
        await EraseDerivedAsync(context, session.Id, cancel);
        if (session.StartedAt is { } startedAt) await SessionBaseline.ForgetWithAsync(context, session, startedAt, null, cancel);
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
