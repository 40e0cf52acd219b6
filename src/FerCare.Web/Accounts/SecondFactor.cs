using System.Security.Cryptography;
using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Web.Accounts;

/// <summary>How a code was taken.</summary>
public enum CodeKind
{
    /// <summary>It was not.</summary>
    Refused,
    Authenticator,
    Recovery,
}

/// <summary>The second factor of each account: enrolment, codes that are taken once, and codes for the day the telephone is lost.</summary>
public sealed class SecondFactor(IDbContextFactory<ClinicContext> contexts, IDataProtectionProvider protection, AuditTrail audit, TimeProvider time)
{
    /// <summary>Recovery codes a person has.</summary>
    public const int RecoveryCodes = 10;

    private readonly IDataProtector protector = protection.CreateProtector("FerCare.Accounts.SecondFactor");

    /// <summary>A secret nobody has yet.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(OneTimeCode.SecretBytes);

    /// <summary>Takes the secret for the account once a code shows that the person's authenticator has it; the recovery codes, or null if the code is wrong.</summary>
    public async Task<IReadOnlyList<string>?> EnrolAsync(Guid staffId, byte[] secret, string? typed)
    {
        if (OneTimeCode.Match(secret, typed, time.GetUtcNow()) is not { } step) return null;
        var kept = protector.Protect(Convert.ToBase64String(secret));
        await using (var clinic = await contexts.CreateDbContextAsync())
        {
            // Only where there is none: two enrolments at once must not leave one person with a secret that does not count.
            var enrolled = await clinic.Users.Where(u => u.Id == staffId && u.SecondFactorSecret == null).ExecuteUpdateAsync(set => set
                .SetProperty(u => u.SecondFactorSecret, kept).SetProperty(u => u.LastCodeStep, step).SetProperty(u => u.TwoFactorEnabled, true));
            if (enrolled == 0) return null;
        }

        await audit.RecordAsync(new AuditEntry(AuditAction.EnrolSecondFactor, staffId, "account", staffId.ToString()));
        return await NewCodesAsync(staffId);
    }

    /// <summary>Takes a code of the authenticator or a recovery code, each of them once however many try it at the same time.</summary>
    public async Task<CodeKind> TakeAsync(StaffAccount account, string? typed)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        if (RecoveryCode.HashOf(typed) is { } hash)
        {
            if (await clinic.RecoveryCodes.Where(c => c.StaffId == account.Id && c.Hash == hash).ExecuteDeleteAsync() == 0) return CodeKind.Refused;
            await audit.RecordAsync(new AuditEntry(AuditAction.UseRecoveryCode, account.Id, "account", account.Id.ToString()));
            return CodeKind.Recovery;
        }

        if (account.SecondFactorSecret is not { } kept || Opened(kept) is not { } secret) return CodeKind.Refused;
        if (OneTimeCode.Match(secret, typed, time.GetUtcNow()) is not { } step) return CodeKind.Refused;
        var taken = await clinic.Users.Where(u => u.Id == account.Id && (u.LastCodeStep == null || u.LastCodeStep < step)).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastCodeStep, step));
        return taken == 0 ? CodeKind.Refused : CodeKind.Authenticator;
    }

    /// <summary>How many recovery codes are left.</summary>
    public async Task<int> CodesLeftAsync(Guid staffId)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        return await clinic.RecoveryCodes.CountAsync(c => c.StaffId == staffId);
    }

    /// <summary>New recovery codes; the old ones are void.</summary>
    public async Task<IReadOnlyList<string>> RenewCodesAsync(Guid staffId)
    {
        var codes = await NewCodesAsync(staffId);
        await audit.RecordAsync(new AuditEntry(AuditAction.RenewRecoveryCodes, staffId, "account", staffId.ToString()));
        return codes;
    }

    // Without the key that protected it no code can be right; a recovery code still is.
    private byte[]? Opened(string kept)
    {
        try
        {
            return Convert.FromBase64String(protector.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> NewCodesAsync(Guid staffId)
    {
        string[] codes = [.. Enumerable.Range(0, RecoveryCodes).Select(_ => RecoveryCode.Create())];
        await using var clinic = await contexts.CreateDbContextAsync();
        await using var change = await clinic.Database.BeginTransactionAsync();
        await clinic.RecoveryCodes.Where(c => c.StaffId == staffId).ExecuteDeleteAsync();
        clinic.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode(staffId, code)));
        await clinic.SaveChangesAsync();
        await change.CommitAsync();
        return codes;
    }
}
