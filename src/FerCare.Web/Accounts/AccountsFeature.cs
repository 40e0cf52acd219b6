using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FerCare.Web.Accounts;

/// <summary>Who the staff are, how they sign in, and that everything needs it unless a page says otherwise.</summary>
public static class AccountsFeature
{
    public static void AddAccounts(this WebApplicationBuilder builder, ServeSettings settings)
    {
        var services = builder.Services;
        services.AddIdentityCore<StaffAccount>(Rules).AddRoles<IdentityRole<Guid>>().AddEntityFrameworkStores<ClinicContext>()
            .AddSignInManager().AddPasswordValidator<CommonPasswords>().AddClaimsPrincipalFactory<StaffClaims>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, Cookie).AddCookie(PendingSignIn.Scheme, PendingCookie);
        services.Configure<SecurityStampValidatorOptions>(o =>
        {
            o.ValidationInterval = StillValid.Interval;
            o.OnRefreshingPrincipal = KeepSince;
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, StillValid>();
        services.AddScoped<SignIn>();
        services.AddScoped<OwnAccount>();
        services.Configure<PasswordHasherOptions>(passwords => passwords.IterationCount = SignIn.PasswordRounds);
        services.AddAntiforgery(forms => forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.Configure<IdentityPasskeyOptions>(PasskeyRules);
        services.TryAddScoped<IPasskeyHandler<StaffAccount>, PasskeyHandler<StaffAccount>>();
        services.AddSingleton<PasskeyChallenges>();
        services.AddScoped<Passkeys>();
        services.AddSingleton(new SecondFactorPolicy(Required: !settings.Demo));
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<AccountLock>();
        services.AddSingleton<FailedTries>();
        services.AddSingleton<OpenPages>();
        services.AddSingleton<StaffRegister>();
        services.AddSingleton<FirstStart>();
        services.AddDataProtection().SetApplicationName("FerCare").PersistKeysToFileSystem(settings.PrivateFolder("keys"));
    }

    /// <summary>Keeps count of open pages; after it is known who asks.</summary>
    public static void UseAccounts(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<OpenPages>();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/_blazor"), circuits => circuits.Use((context, next) => pages.HoldAsync(context, () => next(context))));
    }

    public static void MapAccounts(this WebApplication app)
    {
        app.MapPost("/sign-out", async (HttpContext context, IAntiforgery antiforgery, SignIn signIn) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context)) return Results.BadRequest();
            await signIn.OutAsync();
            return Results.LocalRedirect("/sign-in");
        });
        // The page's script asks this while its reader is active, which renews the cookie.
        app.MapGet("/signed-in", () => Results.NoContent());
    }

    private static void Rules(IdentityOptions options)
    {
        options.Password.RequiredLength = 8;
        options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 1;
    }

    private static void PasskeyRules(IdentityPasskeyOptions passkeys)
    {
        passkeys.UserVerificationRequirement = "required";
        // The browser finds the passkey without being told a user name, so that the page tells nothing about who has an account.
        passkeys.ResidentKeyRequirement = "required";
        passkeys.ValidateOrigin = used => ValueTask.FromResult(PasskeyPlaces.IsOurs(used));
    }

    private static void Cookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "FerCare";
        cookie.Cookie.Path = "/";
        cookie.CookieManager = new HostPrefixedCookies();
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromMinutes(15);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/sign-in";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnValidatePrincipal = StillValid.CheckAsync;
        // Without this the cookie is renewed only in the second half of its life, and fifteen idle minutes could be eight.
        cookie.Events.OnCheckSlidingExpiration = context =>
        {
            context.ShouldRenew = context.ElapsedTime > TimeSpan.FromSeconds(30);
            return Task.CompletedTask;
        };
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static void PendingCookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "FerCare.Code";
        cookie.Cookie.Path = "/";
        cookie.CookieManager = new HostPrefixedCookies();
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromMinutes(10);
        cookie.SlidingExpiration = false;
    }

    // The cookie is made anew from the account now and then, which knows nothing of when the person signed in.
    private static Task KeepSince(SecurityStampRefreshingPrincipalContext refreshing)
    {
        foreach (var kept in refreshing.CurrentPrincipal?.FindAll(c => c.Type is SignedInPerson.SinceClaim or SignedInPerson.SignInClaim) ?? []) refreshing.NewPrincipal?.Identities.First().AddClaim(kept);
        return Task.CompletedTask;
    }
}
