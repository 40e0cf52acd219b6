using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Joining;

/// <summary>A consent as the patient's page shows it.</summary>
/// <param name="SessionId">The session it was given for.</param>
public sealed record GivenConsent(long Id, Guid SessionId, string Purpose, string TextVersion, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt);

/// <summary>Who agreed to which words when, and when they took it back.</summary>
public sealed class ConsentLedger(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, TimeProvider time, SessionCourse course)
{
    /// <summary>Records the patient's consent before the session starts; giving the same one again changes nothing.</summary>
    /// <exception cref="CourseRefusedException">The session is not waiting.</exception>
    public Task GiveAsync(long sessionId, ConsentText text, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var session = await context.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, cancel)
            ?? throw new ArgumentException($"Session: expected one that exists, found number {sessionId}.", nameof(sessionId));
        if (await context.Consents.AnyAsync(c => c.SessionId == sessionId && c.TextVersion == text.Version && c.WithdrawnAt == null, cancel)) return;
        if (session.State != SessionState.Waiting) throw new CourseRefusedException(sessionId, "Consent", nameof(SessionState.Waiting), session.State);
        var now = time.GetUtcNow();
        context.Consents.Add(new Consent(sessionId, session.PatientId, text, now));
        context.SessionEvents.Add(new SessionEvent(sessionId, 0, now, SessionEventKind.ConsentGiven));
        await audit.AddAsync(context, new AuditEntry(AuditAction.GiveConsent, null, "session", session.PublicId.ToString(), $"text {text.Version}", AuditEntry.Patient), cancel);
        await context.SaveChangesAsync(cancel);
    }, cancel);

    /// <summary>Takes the consent back, which withdraws the session; see <see cref="SessionCourse.WithdrawAsync"/>.</summary>
    public Task WithdrawAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) => course.WithdrawAsync(sessionId, timeMs, cancel);

    /// <summary>A consent stands: given and not withdrawn.</summary>
    public Task<bool> StandsAsync(long sessionId, CancellationToken cancel = default) => contexts.UseAsync(
        context => context.Consents.AnyAsync(c => c.SessionId == sessionId && c.WithdrawnAt == null, cancel), cancel);

    /// <summary>All consents of one patient, newest first; empty if the patient belongs to another team.</summary>
    public Task<IReadOnlyList<GivenConsent>> OfPatientAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<GivenConsent>)await (
            from consent in context.Consents.AsNoTracking()
            join session in context.SessionsOf(scope).Where(s => s.PatientId == patientId) on consent.SessionId equals session.Id
            orderby consent.Id descending
            select new GivenConsent(consent.Id, session.PublicId, consent.Purpose, consent.TextVersion, consent.GivenAt, consent.WithdrawnAt)).ToListAsync(cancel), cancel);
}
