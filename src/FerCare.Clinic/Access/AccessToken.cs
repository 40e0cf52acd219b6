using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Access;

/// <summary>Lets a program of one clinician read what that clinician may see. Only its hash is stored; it is shown once.</summary>
public sealed class AccessToken
{
    /// <summary>Every token begins with this, so that it is recognised where it does not belong.</summary>
    public const string Prefix = "fercare_";

    /// <summary>Longest life of a token.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private const int Bytes = 32;

    private AccessToken() => (Name, Hash) = ("", []);

    internal AccessToken(Guid staffId, string name, string text, bool identified, DateTimeOffset issuedAt, TimeSpan life)
    {
        if (life <= TimeSpan.Zero || life > Longest) throw new ArgumentOutOfRangeException(nameof(life), life, $"Life of a token: expected up to {Longest.TotalDays} days.");
        StaffId = Wording.Checked(staffId, "Member of staff");
        Name = Wording.Checked(name, 60, "Name of the token");
        Hash = HashOf(text) ?? throw new ArgumentException("Token: expected one that was made here.", nameof(text));
        Identified = identified;
        IssuedAt = issuedAt;
        ExpiresAt = issuedAt + life;
    }

    public long Id { get; private set; }
    public Guid StaffId { get; private set; }

    /// <summary>What the owner calls it.</summary>
    public string Name { get; private set; }
    public byte[] Hash { get; private set; }

    /// <summary>It reads names and true dates; otherwise everything is de-identified.</summary>
    public bool Identified { get; private set; }
    public DateTimeOffset IssuedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; internal set; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; internal set; }

    /// <summary>A new token of 256 random bits.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The hash of what a program sent; null where it cannot be a token.</summary>
    public static byte[]? HashOf(string? sent) =>
        sent is not null && sent.StartsWith(Prefix, StringComparison.Ordinal) && sent.Length == Prefix.Length + Base64Url.GetEncodedLength(Bytes) ? SHA256.HashData(Encoding.UTF8.GetBytes(sent)) : null;
}

internal sealed class AccessTokenConfiguration : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> token)
    {
        token.ToTable("access_tokens");
        token.Property(t => t.Name).HasMaxLength(60);
        token.HasIndex(t => t.Hash).IsUnique();
        token.HasOne<StaffAccount>().WithMany().HasForeignKey(t => t.StaffId).OnDelete(DeleteBehavior.Cascade);
    }
}
