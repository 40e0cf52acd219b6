using FerCare.Clinic.Audit;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Access;

/// <summary>A token as its owner's list shows it.</summary>
public sealed record AccessTokenRow(long Id, string Name, bool Identified, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>On whose behalf a program reads.</summary>
public sealed record TokenHolder(Guid StaffId, bool Identified);

/// <summary>Issues, revokes and recognises the tokens with which programs read.</summary>
public sealed class AccessTokens(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, TimeProvider time)
{
    private static readonly TimeSpan Noted = TimeSpan.FromMinutes(1);

    /// <summary>Issues a token and returns its text, which is stored nowhere.</summary>
    public Task<string> IssueAsync(CareScope scope, string name, bool identified, TimeSpan life, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var text = AccessToken.Create();
        context.AccessTokens.Add(new AccessToken(scope.StaffId, name, text, identified, time.GetUtcNow(), life));
        await audit.AddAsync(context, new AuditEntry(AuditAction.IssueToken, scope.StaffId, "account", scope.StaffId.ToString(), identified ? "identified" : "de-identified"), cancel);
        await context.SaveChangesAsync(cancel);
        return text;
    }, cancel);

    /// <summary>The person's own tokens that still work, newest first.</summary>
    public Task<IReadOnlyList<AccessTokenRow>> ListAsync(CareScope scope, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var now = time.GetUtcNow();
        return (IReadOnlyList<AccessTokenRow>)await context.AccessTokens.AsNoTracking().Where(t => t.StaffId == scope.StaffId && t.RevokedAt == null && t.ExpiresAt > now)
            .OrderByDescending(t => t.Id).Select(t => new AccessTokenRow(t.Id, t.Name, t.Identified, t.IssuedAt, t.ExpiresAt, t.LastUsedAt)).ToListAsync(cancel);
    }, cancel);

    /// <summary>Ends one of the person's own tokens at once; nothing happens for anybody else's.</summary>
    public Task RevokeAsync(CareScope scope, long id, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        if (await context.AccessTokens.SingleOrDefaultAsync(t => t.Id == id && t.StaffId == scope.StaffId && t.RevokedAt == null, cancel) is not { } token) return 0;
        token.RevokedAt = time.GetUtcNow();
        await audit.AddAsync(context, new AuditEntry(AuditAction.RevokeToken, scope.StaffId, "account", scope.StaffId.ToString()), cancel);
        return await context.SaveChangesAsync(cancel);
    }, cancel);

    /// <summary>Who holds a token that a program sent; null where it is unknown, revoked, over, or its account is disabled.</summary>
    public Task<TokenHolder?> FindAsync(string? sent, CancellationToken cancel = default) => AccessToken.HashOf(sent) is not { } hash ? Task.FromResult<TokenHolder?>(null) : contexts.UseAsync(async context =>
    {
        var now = time.GetUtcNow();
        var token = await context.AccessTokens.SingleOrDefaultAsync(t => t.Hash == hash && t.RevokedAt == null && t.ExpiresAt > now && context.Users.Any(u => u.Id == t.StaffId && u.DisabledAt == null), cancel);
        if (token is null) return null;
        if (token.LastUsedAt is not { } last || now - last > Noted)
        {
            token.LastUsedAt = now;
            await context.SaveChangesAsync(cancel);
        }

        return new TokenHolder(token.StaffId, token.Identified);
    }, cancel);
}
