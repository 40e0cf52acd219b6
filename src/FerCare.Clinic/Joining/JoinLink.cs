using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Joining;

/// <summary>A link with which one patient joins one session once. Only the SHA-256 of its token is kept.</summary>
public sealed class JoinLink
{
    private JoinLink() => TokenHash = [];

    public JoinLink(long sessionId, byte[] tokenHash, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        if (sessionId <= 0) throw new ArgumentOutOfRangeException(nameof(sessionId), sessionId, "Session: expected a stored session's number.");
        if (tokenHash.Length != JoinToken.HashBytes) throw new ArgumentException($"Token hash: expected {JoinToken.HashBytes} bytes, found {tokenHash.Length}.", nameof(tokenHash));
        if (expiresAt <= issuedAt) throw new ArgumentException("Join link: expected to expire after it is issued.", nameof(expiresAt));
        SessionId = sessionId;
        TokenHash = tokenHash;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
    }

    public long Id { get; private set; }
    public long SessionId { get; private set; }
    public byte[] TokenHash { get; private set; }
    public DateTimeOffset IssuedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? RedeemedAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }
}

internal sealed class JoinLinkConfiguration : IEntityTypeConfiguration<JoinLink>
{
    public void Configure(EntityTypeBuilder<JoinLink> link)
    {
        link.ToTable("join_links");
        link.HasIndex(l => l.TokenHash).IsUnique();
        link.HasIndex(l => l.SessionId);
        link.HasOne<MonitoringSession>().WithMany().HasForeignKey(l => l.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
