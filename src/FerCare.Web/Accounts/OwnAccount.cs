using System.Security.Claims;
using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Web.Accounts;

/// <summary>How a change of one's own account ended, and what stands against a new password in words for the person who typed it.</summary>
public sealed record OwnChange(SignInStep Step, IReadOnlyList<string> Problems)
{
    public static OwnChange Of(SignInStep step) => new(step, []);
}

/// <summary>
/// What a signed-in person changes about their own account. What would let somebody in asks for the password and a code again, because an open
/// page on an empty desk does not suffice; a new password and the removal of a passkey end the other sign-ins of the account.
/// </summary>
public sealed class OwnAccount(SignInManager<StaffAccount> signIn, UserManager<StaffAccount> accounts, SignIn attempts, SecondFactor secondFactor, Passkeys passkeys,
    AccountLock locks, FailedTries tries, OpenPages pages, IDbContextFactory<ClinicContext> contexts, AuditTrail audit)
{
    private const int LongestPassword = 256;

    private HttpContext Request => signIn.Context;

    /// <summary>The account has a second factor whose code is asked for beside the password.</summary>
    public async Task<bool> NeedsCodeAsync(ClaimsPrincipal person) => await accounts.GetUserAsync(person) is { SecondFactorSecret: not null };

    /// <summary>Gives the account a new password.</summary>
    public async Task<OwnChange> ChangePasswordAsync(ClaimsPrincipal person, string? current, string? wanted, string? again, string? code)
    {
        if (await accounts.GetUserAsync(person) is not { DisabledAt: null } account) return OwnChange.Of(SignInStep.Expired);
        // Before anything is tried: a code must not be used up for a password that cannot be taken, and no answer depends on the present one.
        var problems = await ProblemsAsync(account, current, wanted ?? "", again);
        if (problems.Count > 0) return new OwnChange(SignInStep.Refused, problems);
        var step = await ConfirmAsync(account, current, code);
        if (step != SignInStep.SignedIn) return OwnChange.Of(step);
        var hash = accounts.PasswordHasher.HashPassword(account, wanted!);
        var old = account.PasswordHash;
        var changed = await ChangeAsync(account.Id, AuditAction.ChangePassword, null, (clinic, stamp) => clinic.Users.Where(u => u.Id == account.Id && u.PasswordHash == old)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, hash).SetProperty(u => u.SecurityStamp, stamp)));
        if (!changed) return OwnChange.Of(SignInStep.Expired);
        await EndOthersAsync(account.Id, person);
        return OwnChange.Of(SignInStep.SignedIn);
    }

    /// <summary>The passkeys of the account, the oldest first.</summary>
    public Task<IReadOnlyList<PasskeyRow>> PasskeysAsync(ClaimsPrincipal person) => passkeys.OfAsync(person.StaffId());

    /// <summary>What the browser needs to make a passkey, for a person who gives password and code.</summary>
    public async Task<(SignInStep Step, PasskeyChallenge? Challenge)> BeginPasskeyAsync(ClaimsPrincipal person, string? password, string? code)
    {
        if (!PasskeyPlaces.IsOffered(Request.Request) || await accounts.GetUserAsync(person) is not { DisabledAt: null } account) return (SignInStep.Expired, null);
        var step = await ConfirmAsync(account, password, code);
        return (step, step == SignInStep.SignedIn ? await passkeys.ToAddAsync(Request, account) : null);
    }

    /// <summary>Keeps the passkey that the browser has made; false where it was not accepted.</summary>
    public async Task<bool> AddPasskeyAsync(ClaimsPrincipal person, string? name, string? challenge, string? credential) =>
        await accounts.GetUserAsync(person) is { DisabledAt: null } account && await passkeys.AddAsync(Request, account, name, challenge, credential);

    /// <summary>
    /// Takes a passkey off the account. It needs no code, because it lets nobody in, and ends the other sign-ins: the device may be stolen.
    /// </summary>
    public async Task<bool> RemovePasskeyAsync(ClaimsPrincipal person, string? id)
    {
        if (Passkeys.IdOf(id) is not { } credential) return false;
        var staffId = person.StaffId();
        var removed = await ChangeAsync(staffId, AuditAction.RemovePasskey, id, async (clinic, stamp) =>
        {
            if (await clinic.UserPasskeys.Where(p => p.UserId == staffId && p.CredentialId == credential).ExecuteDeleteAsync() == 0) return 0;
            return await clinic.Users.Where(u => u.Id == staffId).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecurityStamp, stamp));
        });
        if (removed) await EndOthersAsync(staffId, person);
        return removed;
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(StaffAccount account, string? current, string wanted, string? again)
    {
        if (wanted != again) return ["The new password was not typed the same way twice."];
        if (wanted == current) return ["That is the password you have."];
        if (wanted.Length > LongestPassword) return [$"The password may have {LongestPassword} characters."];
        var problems = new List<string>();
        foreach (var validator in accounts.PasswordValidators) problems.AddRange((await validator.ValidateAsync(accounts, account, wanted)).Errors.Select(e => e.Description));
        return problems;
    }

    private async Task<SignInStep> ConfirmAsync(StaffAccount account, string? password, string? code)
    {
        if (tries.AreSpent(Request.Connection.RemoteIpAddress)) return SignInStep.TooMany;
        if (!await locks.SpendAsync(account.Id)) return await FailedAsync("locked");
        if (accounts.PasswordHasher.VerifyHashedPassword(account, account.PasswordHash ?? "", password ?? "") == PasswordVerificationResult.Failed)
            return await FailedAsync(await locks.FailAsync(account.Id) ? "now locked" : "wrong password");
        if (account.SecondFactorSecret is not null && await secondFactor.TakeAsync(account, code) == CodeKind.Refused)
            return await FailedAsync(await locks.FailAsync(account.Id) ? "now locked" : "wrong code");
        await locks.ResetAsync(account.Id);
        return SignInStep.SignedIn;

        async Task<SignInStep> FailedAsync(string why) => (await attempts.FailedAsync(account, why)).Step;
    }

    // Columns by name: saving the whole account would put back what was changed beside it, a code that is used up or the account's being disabled.
    private async Task<bool> ChangeAsync(Guid staffId, AuditAction action, string? detail, Func<ClinicContext, string, Task<int>> change)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        await using var transaction = await clinic.Database.BeginTransactionAsync();
        if (await change(clinic, StaffRegister.NewStamp()) == 0) return false;
        await audit.AddAsync(clinic, new AuditEntry(action, staffId, "account", staffId.ToString(), detail), CancellationToken.None);
        await clinic.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }

    // This browser gets a new cookie, which lasts no longer than the one it had.
    private async Task EndOthersAsync(Guid staffId, ClaimsPrincipal person)
    {
        await using var clinic = await contexts.CreateDbContextAsync();
        var account = await clinic.Users.AsNoTracking().SingleAsync(u => u.Id == staffId);
        var since = SignedInPerson.Since(person.SignedInSince());
        pages.End(staffId, except: since.Single(c => c.Type == SignedInPerson.SignInClaim).Value);
        await signIn.SignInWithClaimsAsync(account, isPersistent: false, since);
    }
}
