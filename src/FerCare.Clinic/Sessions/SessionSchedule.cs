using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Sessions;

/// <summary>The sessions of a person's patients. Showing one on a page is recorded by that page (<see cref="AuditAction.ViewSession"/>).</summary>
public sealed class SessionSchedule(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, PatientSeals seals, TimeProvider time)
{
    /// <summary>The sessions that a search finds.</summary>
    public Task<FoundSessions> SearchAsync(CareScope scope, SessionSearch search, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var sessions = search.IsToday ? OfToday(context.SessionsOf(scope)) : context.SessionsOf(scope);
        if (search.ToReview) sessions = Flagged(context, sessions);
        if (search is { From: not null } or { Until: not null })
        {
            var (from, until) = (search.From ?? DateTimeOffset.MinValue, search.Until ?? DateTimeOffset.MaxValue);
            sessions = sessions.Where(s => (s.ScheduledAt >= from && s.ScheduledAt < until) || (s.StartedAt >= from && s.StartedAt < until));
        }

        return FoundSessions.Of(search, await context.RowsOfAsync(sessions, seals, cancel));
    }, cancel);

    /// <summary>The newest sessions with a finding that is raised for review and that no clinician has judged, newest first.</summary>
    /// <param name="most">1 to 100.</param>
    public Task<IReadOnlyList<SessionRow>> ToReviewAsync(CareScope scope, int most, CancellationToken cancel = default)
    {
        if (most is < 1 or > 100) throw new ArgumentOutOfRangeException(nameof(most), most, "Expected 1 to 100 sessions.");
        return contexts.UseAsync(async context =>
        {
            var flagged = Flagged(context, context.SessionsOf(scope));
            return (IReadOnlyList<SessionRow>)[.. (await context.RowsOfAsync(flagged, seals, cancel)).OrderByDescending(s => s.StartedAt).Take(most)];
        }, cancel);
    }

    /// <summary>All sessions of one patient, newest first; empty if the patient belongs to another team.</summary>
    public Task<IReadOnlyList<SessionRow>> ForPatientAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var oldestFirst = await context.RowsOfAsync(context.SessionsOf(scope).Where(s => s.PatientId == patientId), seals, cancel);
        oldestFirst.Reverse();
        return (IReadOnlyList<SessionRow>)oldestFirst;
    }, cancel);

    /// <summary>Public ids of the sessions that took place, are over and whose consent stands, oldest first, for an export of several. A withdrawn one counts nowhere.</summary>
    /// <param name="patientId">Of this patient; null for all.</param>
    /// <param name="from">Started then or later.</param>
    /// <param name="to">Started before.</param>
    public Task<IReadOnlyList<Guid>> HeldAsync(CareScope scope, Guid? patientId, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<Guid>)await context.SessionsOf(scope)
            .Where(s => s.State == SessionState.Ended && s.StartedAt != null && s.EndedAt != null && (patientId == null || s.PatientId == patientId) && (from == null || s.StartedAt >= from) && (to == null || s.StartedAt < to))
            .OrderBy(s => s.StartedAt).Select(s => s.PublicId).ToListAsync(cancel), cancel);

    /// <summary>One session; null if there is none or it belongs to another team.</summary>
    public Task<SessionRow?> FindAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (await context.RowsOfAsync(context.SessionsOf(scope).Where(s => s.PublicId == publicId), seals, cancel)).SingleOrDefault(), cancel);

    /// <summary>What happened in a session, in the order it was recorded; empty if it belongs to another team.</summary>
    public Task<IReadOnlyList<SessionEventRow>> EventsAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<SessionEventRow>)await (
            from happened in context.SessionEvents.AsNoTracking()
            join session in context.SessionsOf(scope).Where(s => s.PublicId == publicId) on happened.SessionId equals session.Id
            orderby happened.Id
            select new SessionEventRow(happened.TimeMs, happened.At, happened.Kind)).ToListAsync(cancel), cancel);

    /// <summary>The consents given for a session, oldest first; empty if it belongs to another team.</summary>
    public Task<IReadOnlyList<ConsentRow>> ConsentsAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<ConsentRow>)await (
            from consent in context.Consents.AsNoTracking()
            join session in context.SessionsOf(scope).Where(s => s.PublicId == publicId) on consent.SessionId equals session.Id
            orderby consent.Id
            select new ConsentRow(consent.Purpose, consent.TextVersion, consent.GivenAt, consent.WithdrawnAt)).ToListAsync(cancel), cancel);

    /// <summary>Plans a session and returns its row.</summary>
    /// <exception cref="OutsideCareTeamException">The patient does not exist or belongs to another team.</exception>
    public Task<SessionRow> CreateAsync(CareScope scope, Guid patientId, SessionContext sessionContext, DateTimeOffset scheduledAt, CancellationToken cancel = default) =>
        CreateAsync(scope, patientId, sessionContext, scheduledAt, showsSummary: false, cancel);

    /// <inheritdoc cref="CreateAsync(CareScope, Guid, SessionContext, DateTimeOffset, CancellationToken)"/>
    /// <param name="showsSummary">The patient may see a summary of their own at the end.</param>
    public Task<SessionRow> CreateAsync(CareScope scope, Guid patientId, SessionContext sessionContext, DateTimeOffset scheduledAt, bool showsSummary, CancellationToken cancel = default) =>
        contexts.UseAsync(async context =>
        {
            // Nobody else writes from here on: who is asked about cannot be erased before the session is stored.
            await using var change = await context.Database.BeginTransactionAsync(cancel);
            if (!await context.PatientsOf(scope).AnyAsync(p => p.Id == patientId, cancel)) throw new OutsideCareTeamException("Patient");
            var session = new MonitoringSession(patientId, sessionContext, scheduledAt, showsSummary);
            context.Sessions.Add(session);
            await audit.AddAsync(context, new AuditEntry(AuditAction.CreateSession, scope.StaffId, "session", session.PublicId.ToString()), cancel);
            await context.SaveChangesAsync(cancel);
            var row = (await context.RowsOfAsync(context.Sessions.AsNoTracking().Where(s => s.Id == session.Id), seals, cancel)).Single();
            await change.CommitAsync(cancel);
            return row;
        }, cancel);

    /// <summary>Removes a planned session that nobody has come to, with its links and planned forms. That it was planned stays in the audit trail.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    /// <exception cref="CourseRefusedException">Somebody has opened a link to it, or it has begun.</exception>
    public Task RemoveAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        // From here on no link of it can be redeemed.
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var session = await context.SessionsOf(scope).SingleOrDefaultAsync(s => s.PublicId == publicId, cancel) ?? throw new OutsideCareTeamException("Session");
        if (session.State != SessionState.Waiting || session.StartedAt is not null
            || await context.JoinLinks.AnyAsync(l => l.SessionId == session.Id && l.RedeemedAt != null, cancel)
            || await context.Consents.AnyAsync(c => c.SessionId == session.Id, cancel)
            || await context.FormResponses.AnyAsync(f => f.SessionId == session.Id, cancel))
            throw new CourseRefusedException(session.Id, "Removal", "planned and that nobody has come to", session.State);
        await audit.AddAsync(context, new AuditEntry(AuditAction.RemoveSession, scope.StaffId, "session", publicId.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        await context.Sessions.Where(s => s.Id == session.Id).ExecuteDeleteAsync(cancel);
        await change.CommitAsync(cancel);
    }, cancel);

    private IQueryable<MonitoringSession> OfToday(IQueryable<MonitoringSession> sessions)
    {
        var now = time.GetLocalNow();
        var midnight = new DateTimeOffset(now.Date, now.Offset);
        var nextMidnight = midnight.AddDays(1);
        return sessions.Where(s => (s.ScheduledAt >= midnight && s.ScheduledAt < nextMidnight) || (s.StartedAt >= midnight && s.StartedAt < nextMidnight)
            || s.State == SessionState.Live || s.State == SessionState.Paused || s.State == SessionState.Reconnecting);
    }

    private static IQueryable<MonitoringSession> Flagged(ClinicContext context, IQueryable<MonitoringSession> sessions) => sessions.Where(s => context.CurrentFindings().Any(f =>
        f.SessionId == s.Id && f.Status == Findings.Finding.FlaggedStatus && f.Review == Findings.ReviewState.Preliminary));
}
