using System.Buffers.Text;
using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Web.Accounts;

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="Id">The credential's id in base64url.</param>
/// <param name="KeptElsewhere">The device may copy it to the owner's other devices.</param>
public sealed record PasskeyRow(string Id, string Name, DateTimeOffset AddedAt, bool KeptElsewhere);

/// <summary>
/// Passkeys of staff (WebAuthn): checked by ASP.NET Core Identity, always with the device's own check of who uses it. Rows are written here
/// one by one and not through the user manager, which would save the whole account over what was changed beside it.
/// </summary>
public sealed class Passkeys(IPasskeyHandler<StaffAccount> handler, PasskeyChallenges challenges, IDbContextFactory<ClinicContext> contexts, AuditTrail audit)
{
    /// <summary>Passkeys an account may have.</summary>
    public const int Most = 10;

    /// <summary>Characters of a passkey's name.</summary>
    public const int LongestName = 60;

    // The largest answers, with attestation, have some kilobytes.
    private const int LongestAnswer = 32 * 1024;
    private const string SignIn = "sign in";

    /// <summary>What the browser needs to use a passkey; tells nothing about anybody.</summary>
    public async Task<PasskeyChallenge> ToSignInAsync(HttpContext request)
    {
        var made = await handler.MakeRequestOptionsAsync(null, request);
        return new PasskeyChallenge(made.RequestOptionsJson, challenges.Seal(SignIn, made.AssertionState ?? ""));
    }

    /// <summary>Whose passkey this is, if it answers the challenge and nobody was faster with it; else null.</summary>
    public async Task<StaffAccount?> ProveAsync(HttpContext request, string? challenge, string? answer)
    {
        if (!PasskeyPlaces.IsOffered(request.Request) || answer is not { Length: > 0 and <= LongestAnswer } || challenges.Open(SignIn, challenge) is not { } state) return null;
        var proof = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = request, CredentialJson = answer, AssertionState = state });
        if (!proof.Succeeded || !challenges.Use(state)) return null;
        await using var clinic = await contexts.CreateDbContextAsync();
        var id = proof.Passkey.CredentialId;
        if (await clinic.UserPasskeys.SingleOrDefaultAsync(p => p.CredentialId == id) is not { } stored) return null;
        stored.Data.SignCount = proof.Passkey.SignCount;
        stored.Data.IsBackedUp = proof.Passkey.IsBackedUp;
        await clinic.SaveChangesAsync();
        return proof.User;
    }

    /// <summary>What the browser needs to make a passkey for an account.</summary>
    public async Task<PasskeyChallenge> ToAddAsync(HttpContext request, StaffAccount account)
    {
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.UserName!, DisplayName = account.DisplayName }, request);
        return new PasskeyChallenge(made.CreationOptionsJson, challenges.Seal(ToAdd(account), made.AttestationState ?? ""));
    }

    /// <summary>Keeps a passkey that was made for the account; false where it was not accepted, has no name, or there are too many.</summary>
    public async Task<bool> AddAsync(HttpContext request, StaffAccount account, string? name, string? challenge, string? answer)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > LongestName || name.Any(char.IsControl)) return false;
        if (!PasskeyPlaces.IsOffered(request.Request) || answer is not { Length: > 0 and <= LongestAnswer } || challenges.Open(ToAdd(account), challenge) is not { } state) return false;
        var made = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = request, CredentialJson = answer, AttestationState = state });
        if (!made.Succeeded || made.UserEntity.Id != account.Id.ToString() || !challenges.Use(state)) return false;
        await using var clinic = await contexts.CreateDbContextAsync();
        if (await clinic.UserPasskeys.CountAsync(p => p.UserId == account.Id) >= Most) return false;
        var key = made.Passkey;
        clinic.UserPasskeys.Add(new IdentityUserPasskey<Guid>
        {
            UserId = account.Id,
            CredentialId = key.CredentialId,
            Data = new IdentityPasskeyData
            {
                Name = name.Trim(),
                PublicKey = key.PublicKey,
                CreatedAt = key.CreatedAt,
                SignCount = key.SignCount,
                Transports = key.Transports,
                IsUserVerified = key.IsUserVerified,
                IsBackupEligible = key.IsBackupEligible,
                IsBackedUp = key.IsBackedUp,
                AttestationObject = key.AttestationObject,
                ClientDataJson = key.ClientDataJson,
            },
        });
        await audit.AddAsync(clinic, new AuditEntry(AuditAction.AddPasskey, account.Id, "account", account.Id.ToString(), Base64Url.EncodeToString(key.CredentialId)), CancellationToken.None);
        await clinic.SaveChangesAsync();
        return true;
    }

    /// <summary>The passkeys of an account, the oldest first.</summary>
    public async Task<IReadOnlyList<PasskeyRow>> OfAsync(Guid staffId)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        var kept = await clinic.UserPasskeys.AsNoTracking().Where(p => p.UserId == staffId).ToListAsync();
        return [.. kept.OrderBy(p => p.Data.CreatedAt).Select(p => new PasskeyRow(Base64Url.EncodeToString(p.CredentialId), p.Data.Name ?? "Passkey", p.Data.CreatedAt, p.Data.IsBackedUp))];
    }

    /// <summary>The credential's id behind <see cref="PasskeyRow.Id"/>; null where it is none.</summary>
    public static byte[]? IdOf(string? id) => id is { Length: > 0 and <= 1400 } && Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : null;

    // The stamp too: what was begun before the account changed is not finished after it.
    private static string ToAdd(StaffAccount account) => $"add {account.Id} {account.SecurityStamp}";
}
