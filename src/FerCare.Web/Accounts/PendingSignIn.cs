using System.Security.Claims;
using FerCare.Clinic.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace FerCare.Web.Accounts;

/// <summary>
/// Remembers between two pages, in an encrypted cookie of ten minutes, whose password was right. It opens nothing but the page that asks
/// for the code. A secret that is being enrolled travels in it too, so that nothing is stored before a code has confirmed it.
/// </summary>
public static class PendingSignIn
{
    /// <summary>The cookie's scheme.</summary>
    public static readonly string Scheme = IdentityConstants.TwoFactorUserIdScheme;

    private const string Stamp = "stamp", Secret = "secret";

    /// <param name="secret">The secret to enrol; null where the account has a second factor.</param>
    public static Task RememberAsync(HttpContext context, StaffAccount account, byte[]? secret)
    {
        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, account.Id.ToString()), new(Stamp, account.SecurityStamp ?? "") };
        if (secret is not null) claims.Add(new Claim(Secret, Convert.ToBase64String(secret)));
        return context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme)));
    }

    /// <summary>The account and the secret to enrol, if any; null where nothing is pending, or the account was changed meanwhile.</summary>
    public static async Task<(StaffAccount Account, byte[]? Secret)?> ReadAsync(HttpContext context, UserManager<StaffAccount> accounts)
    {
        var ticket = await context.AuthenticateAsync(Scheme);
        if (ticket.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id || await accounts.FindByIdAsync(id) is not { DisabledAt: null } account) return null;
        if (ticket.Principal.FindFirstValue(Stamp) != account.SecurityStamp) return null;
        return (account, ticket.Principal.FindFirstValue(Secret) is { } secret ? Convert.FromBase64String(secret) : null);
    }

    public static Task ForgetAsync(HttpContext context) => context.SignOutAsync(Scheme);
}
