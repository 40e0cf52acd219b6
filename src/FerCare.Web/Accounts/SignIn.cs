using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.AspNetCore.Identity;

namespace FerCare.Web.Accounts;

/// <summary>Signing in and out, each attempt written down. A wrong name, a wrong password and a locked account look and take the same.</summary>
public sealed class SignIn(SignInManager<StaffAccount> signIn, UserManager<StaffAccount> accounts, AuditTrail audit)
{
    // Checked against where there is no such account, so that the time taken does not tell.
    private static readonly StaffAccount NoAccount = new() { DisplayName = "nobody" };
    private static readonly string NoPassword = new PasswordHasher<StaffAccount>().HashPassword(NoAccount, Guid.NewGuid().ToString());

    /// <summary>The roles of the person now signed in, or null if the attempt failed.</summary>
    public async Task<IReadOnlyList<string>?> TryAsync(string userName, string password)
    {
        var account = await accounts.FindByNameAsync(userName);
        if (account is null || await accounts.IsLockedOutAsync(account))
        {
            accounts.PasswordHasher.VerifyHashedPassword(NoAccount, NoPassword, password);
            await FailedAsync(account, account is null ? "no such account" : "locked");
            return null;
        }

        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            await FailedAsync(account, result.IsLockedOut ? "now locked" : "wrong password");
            return null;
        }

        await audit.RecordAsync(new AuditEntry(AuditAction.SignIn, account.Id, "account", account.Id.ToString()));
        return [.. await accounts.GetRolesAsync(account)];
    }

    /// <summary>Removes the cookie of whoever is signed in.</summary>
    public async Task OutAsync()
    {
        if (signIn.Context.User.Identity?.IsAuthenticated == true)
            await audit.RecordAsync(new AuditEntry(AuditAction.SignOut, signIn.Context.User.StaffId(), "account", signIn.Context.User.StaffId().ToString()));
        await signIn.SignOutAsync();
    }

    // What was typed is not written down: people type passwords into the wrong field.
    private Task FailedAsync(StaffAccount? account, string why) =>
        audit.RecordAsync(new AuditEntry(AuditAction.SignInFailed, null, "account", account?.Id.ToString() ?? "unknown", why));
}
