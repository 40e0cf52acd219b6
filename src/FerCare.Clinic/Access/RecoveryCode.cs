using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Access;

/// <summary>A code that stands in once for the second factor of someone who has lost it. Only its hash is stored.</summary>
public sealed class RecoveryCode
{
    // No letter or digit that is taken for another one when it is read from paper; 31^10 codes are 49 bits, too many to try.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Characters = 10;

    private RecoveryCode() => Hash = [];

    public RecoveryCode(Guid staffId, string code)
    {
        StaffId = Wording.Checked(staffId, "Member of staff");
        Hash = HashOf(code) ?? throw new ArgumentException($"Recovery code: expected {Characters} characters, found another text.", nameof(code));
    }

    public long Id { get; private set; }
    public Guid StaffId { get; private set; }
    public byte[] Hash { get; private set; }

    /// <summary>A new code, as it is shown: two groups of five.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Characters).Insert(Characters / 2, "-");

    /// <summary>The hash of what somebody typed, with or without dash and spaces; null where it cannot be a code.</summary>
    public static byte[]? HashOf(string? typed)
    {
        var bare = string.Concat((typed ?? "").Where(c => c is not ('-' or ' '))).ToLowerInvariant();
        return bare.Length == Characters && bare.All(Alphabet.Contains) ? SHA256.HashData(Encoding.ASCII.GetBytes(bare)) : null;
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.ToTable("recovery_codes");
        code.HasIndex(c => new { c.StaffId, c.Hash }).IsUnique();
        code.HasOne<StaffAccount>().WithMany().HasForeignKey(c => c.StaffId).OnDelete(DeleteBehavior.Cascade);
    }
}
