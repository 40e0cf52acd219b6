using System.Threading.RateLimiting;
using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace FerCare.Web.Accounts;

/// <summary>Who the staff are, how they sign in, and that everything needs it unless a page says otherwise.</summary>
public static class AccountsFeature
{
    /// <summary>The limit on attempts to sign in or to set up.</summary>
    public const string AttemptsLimit = "attempts";

    public static void AddAccounts(this WebApplicationBuilder builder, ServeSettings settings)
    {
        var services = builder.Services;
        services.AddIdentityCore<StaffAccount>(Rules).AddRoles<IdentityRole<Guid>>().AddEntityFrameworkStores<ClinicContext>()
            .AddSignInManager().AddPasswordValidator<CommonPasswords>().AddClaimsPrincipalFactory<StaffClaims>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, Cookie);
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, StillValid>();
        services.AddScoped<SignIn>();
        services.AddSingleton<StaffRegister>();
        services.AddSingleton<FirstStart>();
        services.AddRateLimiter(LimitAttempts);
        services.AddDataProtection().SetApplicationName("FerCare").PersistKeysToFileSystem(settings.PrivateFolder("keys"));
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
        options.Lockout.MaxFailedAccessAttempts = 7;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        options.Lockout.AllowedForNewUsers = true;
    }

    private static void Cookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "FerCare";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromMinutes(15);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/sign-in";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
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

    // Besides the lock per account: 100 attempts per address and hour.
    private static void LimitAttempts(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions limits)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = async (context, cancel) =>
            await context.HttpContext.Response.WriteAsync("Too many attempts from this address. Try again in an hour.", cancel);
        limits.AddPolicy(AttemptsLimit, context => !HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetNoLimiter("reading")
            : RateLimitPartition.GetFixedWindowLimiter($"{context.Connection.RemoteIpAddress}", _ => new FixedWindowRateLimiterOptions { PermitLimit = 100, Window = TimeSpan.FromHours(1) }));
    }
}
