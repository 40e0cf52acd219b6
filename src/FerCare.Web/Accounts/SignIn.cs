using System.Security.Claims;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FerCare.Web.Accounts;

/// <summary>
/// Signing in and out, each attempt written down. A wrong name, a wrong password and a locked or disabled account look and take the same.
/// </summary>
public sealed class SignIn(
    SignInManager<StaffAccount> signIn, UserManager<StaffAccount> accounts, SecondFactor secondFactor, Passkeys passkeys, SecondFactorPolicy policy, AccountLock locks, FailedTries tries, OpenPages pages, AuditTrail audit, TimeProvider time)
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512 for a password, as OWASP's Password Storage Cheat Sheet advises (2023).</summary>
    public const int PasswordRounds = 210_000;

    // Checked against where there is no such account, so that the time taken does not tell.
    private static readonly StaffAccount NoAccount = new() { DisplayName = "nobody" };
    private static readonly string NoPassword = new PasswordHasher<StaffAccount>(Options.Create(new PasswordHasherOptions { IterationCount = PasswordRounds })).HashPassword(NoAccount, Guid.NewGuid().ToString());

    /// <summary>How long a refusal takes at least: longer than finding out why, so that it does not show.</summary>
    public static readonly TimeSpan LeastForRefusal = TimeSpan.FromMilliseconds(500);

    private HttpContext Request => signIn.Context;

    /// <summary>The first step: name and password.</summary>
    public async Task<SignInOutcome> TryAsync(string userName, string password)
    {
        var began = time.GetTimestamp();
        var outcome = await PasswordAsync(userName, password);
        if (outcome.Step == SignInStep.Refused && time.GetElapsedTime(began) is var taken && taken < LeastForRefusal) await Task.Delay(LeastForRefusal - taken, time);
        return outcome;
    }

    /// <summary>The secret that the person whose password was right may enrol, and their user name; null where there is none.</summary>
    public async Task<(byte[] Secret, string UserName)?> EnrollingAsync() =>
        await PendingSignIn.ReadAsync(Request, accounts) is { Secret: { } secret, Account: { SecondFactorSecret: null } account } ? (secret, account.UserName!) : null;

    /// <summary>Someone whose password was right is to give a code.</summary>
    public async Task<bool> AwaitsCodeAsync() => await PendingSignIn.ReadAsync(Request, accounts) is { Account.SecondFactorSecret: not null };

    /// <summary>The second step: a code of the authenticator, or a recovery code.</summary>
    public Task<SignInOutcome> CodeAsync(string? typed) => JudgeAsync(async (account, _) =>
        account.SecondFactorSecret is not null && await secondFactor.TakeAsync(account, typed) != CodeKind.Refused ? [] : null);

    /// <summary>The second step at the first sign-in: a code that shows that the secret has arrived. The outcome has the recovery codes.</summary>
    public Task<SignInOutcome> EnrolAsync(string? typed) => JudgeAsync((account, secret) => secret is null ? Task.FromResult<IReadOnlyList<string>?>(null) : secondFactor.EnrolAsync(account.Id, secret, typed));

    /// <summary>Both steps in one: a passkey is something the person has, and their device has checked that it is they.</summary>
    public async Task<SignInOutcome> PasskeyAsync(string? challenge, string? credential)
    {
        if (tries.AreSpent(Request.Connection.RemoteIpAddress)) return SignInOutcome.Of(SignInStep.TooMany);
        if (await passkeys.ProveAsync(Request, challenge, credential) is not { } account) return await FailedAsync(null, "passkey not accepted");
        if (account.DisabledAt is not null) return await FailedAsync(account, "disabled");
        if (!await locks.SpendAsync(account.Id)) return await FailedAsync(account, "locked");
        return await InAsync(account, [], "passkey");
    }

    /// <summary>How many recovery codes a signed-in person has left; null where they have no second factor.</summary>
    public async Task<int?> CodesLeftAsync(ClaimsPrincipal person) =>
        await accounts.GetUserAsync(person) is { SecondFactorSecret: not null } account ? await secondFactor.CodesLeftAsync(account.Id) : null;

    /// <summary>New recovery codes for a signed-in person who gives a code: an open page on an empty desk does not suffice.</summary>
    public async Task<(SignInStep Step, IReadOnlyList<string>? Codes)> RenewCodesAsync(ClaimsPrincipal person, string? typed)
    {
        if (tries.AreSpent(Request.Connection.RemoteIpAddress)) return (SignInStep.TooMany, null);
        if (await accounts.GetUserAsync(person) is not { } account) return (SignInStep.Expired, null);
        if (!await locks.SpendAsync(account.Id)) return ((await FailedAsync(account, "locked")).Step, null);
        if (await secondFactor.TakeAsync(account, typed) == CodeKind.Refused) return ((await FailedAsync(account, await locks.FailAsync(account.Id) ? "now locked" : "wrong code")).Step, null);
        await locks.ResetAsync(account.Id);
        return (SignInStep.SignedIn, await secondFactor.RenewCodesAsync(account.Id));
    }

    /// <summary>Removes the cookie of whoever is signed in.</summary>
    public async Task OutAsync()
    {
        if (Request.User.Identity?.IsAuthenticated == true)
        {
            pages.End(Request.User);
            await audit.RecordAsync(new AuditEntry(AuditAction.SignOut, Request.User.StaffId(), "account", Request.User.StaffId().ToString()));
        }

        await Request.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    private async Task<SignInOutcome> PasswordAsync(string userName, string password)
    {
        if (tries.AreSpent(Request.Connection.RemoteIpAddress)) return SignInOutcome.Of(SignInStep.TooMany);
        var account = await accounts.FindByNameAsync(userName);
        if (account is not { DisabledAt: null } || !await locks.SpendAsync(account.Id))
        {
            accounts.PasswordHasher.VerifyHashedPassword(NoAccount, NoPassword, password);
            return await FailedAsync(account, account is null ? "no such account" : account.DisabledAt is null ? "locked" : "disabled");
        }

        if (!await accounts.CheckPasswordAsync(account, password)) return await FailedAsync(account, await locks.FailAsync(account.Id) ? "now locked" : "wrong password");
        if (account.SecondFactorSecret is null && !policy.Required) return await InAsync(account, []);
        await locks.GiveBackAsync(account.Id);
        var needed = account.SecondFactorSecret is null;
        await PendingSignIn.RememberAsync(Request, account, needed ? SecondFactor.NewSecret() : null);
        return SignInOutcome.Of(needed ? SignInStep.EnrolmentNeeded : SignInStep.CodeNeeded);
    }

    private async Task<SignInOutcome> JudgeAsync(Func<StaffAccount, byte[]?, Task<IReadOnlyList<string>?>> judge)
    {
        if (tries.AreSpent(Request.Connection.RemoteIpAddress)) return SignInOutcome.Of(SignInStep.TooMany);
        if (await PendingSignIn.ReadAsync(Request, accounts) is not { } pending) return SignInOutcome.Of(SignInStep.Expired);
        var account = pending.Account;
        if (!await locks.SpendAsync(account.Id)) return await FailedAsync(account, "locked");
        if (await judge(account, pending.Secret) is { } recoveryCodes) return await InAsync(account, recoveryCodes);
        return await FailedAsync(account, await locks.FailAsync(account.Id) ? "now locked" : "wrong code");
    }

    private async Task<SignInOutcome> InAsync(StaffAccount account, IReadOnlyList<string> recoveryCodes, string? how = null)
    {
        await locks.ResetAsync(account.Id);
        await PendingSignIn.ForgetAsync(Request);
        await signIn.SignInWithClaimsAsync(account, isPersistent: false, SignedInPerson.Since(time.GetUtcNow()));
        await audit.RecordAsync(new AuditEntry(AuditAction.SignIn, account.Id, "account", account.Id.ToString(), how));
        return new SignInOutcome(SignInStep.SignedIn, [.. await accounts.GetRolesAsync(account)], recoveryCodes);
    }

    // What was typed is not written down: people type passwords into the wrong field.
    internal async Task<SignInOutcome> FailedAsync(StaffAccount? account, string why)
    {
        tries.Count(Request.Connection.RemoteIpAddress);
        await audit.RecordAsync(new AuditEntry(AuditAction.SignInFailed, null, "account", account?.Id.ToString() ?? "unknown", why));
        return SignInOutcome.Of(SignInStep.Refused);
    }
}
