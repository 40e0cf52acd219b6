using System.Security.Claims;
using FerCare.Clinic.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FerCare.Web.Accounts;

/// <summary>Ends an open page within half a minute of its account's password, roles or standing being changed, and after twelve hours.</summary>
public sealed class StillValid(ILoggerFactory logs, IServiceScopeFactory scopes, IOptions<IdentityOptions> options, OpenPages pages, TimeProvider time) : RevalidatingServerAuthenticationStateProvider(logs)
{
    /// <summary>How long a change of an account takes at most to reach pages and cookies.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override TimeSpan RevalidationInterval => Interval;

    /// <summary>The sign-in is not too old and was not ended.</summary>
    public static bool MayGoOn(ClaimsPrincipal person, OpenPages pages, TimeProvider time) =>
        time.GetUtcNow() - person.SignedInSince() < SignedInPerson.Longest && !pages.WasEnded(person);

    /// <summary>The same for each request with the cookie; account and stamp are looked up at the interval.</summary>
    public static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (context.Principal is null || !MayGoOn(context.Principal, services.GetRequiredService<OpenPages>(), services.GetRequiredService<TimeProvider>()))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        await SecurityStampValidator.ValidatePrincipalAsync(context);
    }

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (!MayGoOn(authenticationState.User, pages, time)) return false;
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<StaffAccount>>();
        return await accounts.GetUserAsync(authenticationState.User) is { DisabledAt: null } account
            && authenticationState.User.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) == await accounts.GetSecurityStampAsync(account);
    }
}
