using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Joining;

/// <summary>Issues, takes back and redeems the links with which patients join.</summary>
public sealed class JoinLinks(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, TimeProvider time, JoinLinkOptions options)
{
    /// <summary>Issues a link for a session that is not over; every earlier one is revoked, and what it opened is closed (<see cref="OpensAsync"/>).</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    /// <exception cref="CourseRefusedException">The session is over.</exception>
    public Task<IssuedLink> IssueAsync(CareScope scope, long sessionId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        // Within the change: a planned session may be removed at the same moment.
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var session = await SessionAsync(context, scope, sessionId, cancel);
        if (session.State.IsOver()) throw new CourseRefusedException(sessionId, "A join link", "not over", session.State);
        var now = time.GetUtcNow();
        var token = JoinToken.Create();
        var link = new JoinLink(sessionId, JoinToken.HashOf(token)!, now, now + options.Lifetime);
        await RevokeAllAsync(context, sessionId, now, cancel);
        context.JoinLinks.Add(link);
        await audit.AddAsync(context, new AuditEntry(AuditAction.IssueLink, scope.StaffId, "session", session.PublicId.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return new IssuedLink(token, link.ExpiresAt);
    }, cancel);

    /// <summary>Revokes the links of the session, redeemed or not; true if there was one.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    public Task<bool> RevokeAsync(CareScope scope, long sessionId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var session = await SessionAsync(context, scope, sessionId, cancel);
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var revoked = await RevokeAllAsync(context, sessionId, time.GetUtcNow(), cancel);
        await audit.AddAsync(context, new AuditEntry(AuditAction.RevokeLink, scope.StaffId, "session", session.PublicId.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return revoked > 0;
    }, cancel);

    /// <summary>Redeems a token: of any number of attempts with the same one, at the same instant or later, exactly one succeeds.</summary>
    public Task<JoinOutcome> RedeemAsync(string token, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        if (JoinToken.HashOf(token) is not { } hash) return await RefusedAsync(context, null, JoinResult.Unknown, cancel);
        var now = time.GetUtcNow();
        await using var change = await context.Database.BeginTransactionAsync(cancel);

        // One conditional update decides; reading first and writing later would let two through.
        var redeemed = await context.JoinLinks
            .Where(l => l.TokenHash == hash && l.RedeemedAt == null && l.RevokedAt == null && l.ExpiresAt > now
                && context.Sessions.Any(s => s.Id == l.SessionId && s.State != SessionState.Withdrawn && s.State != SessionState.Ended))
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.RedeemedAt, now), cancel);
        var link = await context.JoinLinks.AsNoTracking().SingleOrDefaultAsync(l => l.TokenHash == hash, cancel);
        if (redeemed == 0)
        {
            await change.RollbackAsync(cancel);
            return await RefusedAsync(context, link?.SessionId, WhyNot(link, now), cancel);
        }

        context.SessionEvents.Add(new SessionEvent(link!.SessionId, 0, now, SessionEventKind.Joined));
        await audit.AddAsync(context, new AuditEntry(AuditAction.RedeemLink, null, "session", link.SessionId.ToString(), ActorName: AuditEntry.Patient), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return new JoinOutcome(JoinResult.Redeemed, link.SessionId, link.Id);
    }, cancel);

    /// <summary>Whether a link that was redeemed still opens its session: no newer one was issued, and it was not taken back.</summary>
    public Task<bool> OpensAsync(long sessionId, long linkId, CancellationToken cancel = default) => contexts.UseAsync(
        context => context.JoinLinks.AnyAsync(l => l.Id == linkId && l.SessionId == sessionId && l.RedeemedAt != null && l.RevokedAt == null, cancel), cancel);

    /// <summary>Closes the links of a session that were not redeemed; how many there were. Who has joined still reads how the session ended.</summary>
    internal static Task<int> RevokeOpenAsync(ClinicContext context, long sessionId, DateTimeOffset now, CancellationToken cancel) => context.JoinLinks
        .Where(l => l.SessionId == sessionId && l.RedeemedAt == null && l.RevokedAt == null)
        .ExecuteUpdateAsync(l => l.SetProperty(x => x.RevokedAt, now), cancel);

    private static Task<int> RevokeAllAsync(ClinicContext context, long sessionId, DateTimeOffset now, CancellationToken cancel) => context.JoinLinks
        .Where(l => l.SessionId == sessionId && l.RevokedAt == null)
        .ExecuteUpdateAsync(l => l.SetProperty(x => x.RevokedAt, now), cancel);

    private static JoinResult WhyNot(JoinLink? link, DateTimeOffset now) => link switch
    {
        null => JoinResult.Unknown,
        { RevokedAt: not null } => JoinResult.Revoked,
        { RedeemedAt: not null } => JoinResult.Used,
        _ => link.ExpiresAt <= now ? JoinResult.Expired : JoinResult.Revoked,
    };

    private static async Task<MonitoringSession> SessionAsync(ClinicContext context, CareScope scope, long sessionId, CancellationToken cancel) =>
        await context.SessionsOf(scope).SingleOrDefaultAsync(s => s.Id == sessionId, cancel) ?? throw new OutsideCareTeamException("Session");

    private async Task<JoinOutcome> RefusedAsync(ClinicContext context, long? sessionId, JoinResult why, CancellationToken cancel)
    {
        await audit.AddAsync(context, new AuditEntry(AuditAction.RefuseLink, null, "session", sessionId?.ToString() ?? "unknown", why.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        return new JoinOutcome(why, null);
    }
}

/// <summary>How long a join link is good for.</summary>
public sealed record JoinLinkOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>From issue to expiry; more than zero, 24 hours at most and by default.</summary>
    public TimeSpan Lifetime
    {
        get;
        init => field = value > TimeSpan.Zero && value <= Longest ? value
            : throw new ArgumentOutOfRangeException(nameof(Lifetime), value, "Lifetime of a join link: expected more than zero and at most 24 hours.");
    } = Longest;
}
