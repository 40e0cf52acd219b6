using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FerCare.Web.Capture;

/// <summary>The patient's cookie: it opens exactly one session and nothing else, and staff's cookie does not open it.</summary>
public static class PatientAccess
{
    /// <summary>Authentication scheme and authorisation policy.</summary>
    public const string Scheme = "Patient";

    private const string SessionClaim = "fercare:session";
    private const string CookieName = "fercare-patient";

    /// <summary>The session that this person's cookie opens.</summary>
    /// <exception cref="InvalidOperationException">The person is not a patient: the endpoint lacks the policy.</exception>
    public static long SessionId(this ClaimsPrincipal patient) => patient.FindFirstValue(SessionClaim) is { } id
        ? long.Parse(id, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"Expected a person with the claim {SessionClaim}, found none.");

    /// <summary>Sets the cookie for one session.</summary>
    public static Task SignInPatientAsync(this HttpContext context, long sessionId) => context.SignInAsync(Scheme,
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionClaim, sessionId.ToString(CultureInfo.InvariantCulture))], Scheme)));

    internal static void Add(IServiceCollection services)
    {
        services.AddAuthentication().AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = CookieName;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.Path = "/";
            cookie.Cookie.IsEssential = true;
            cookie.CookieManager = new HostPrefixedCookies();
            cookie.SlidingExpiration = false;
            cookie.Events.OnRedirectToLogin = AskForLink;
            cookie.Events.OnRedirectToAccessDenied = AskForLink;
        });
        services.AddOptions<CookieAuthenticationOptions>(Scheme).Configure<CaptureOptions>((cookie, options) => cookie.ExpireTimeSpan = TimeSpan.FromHours(options.CookieHours));
        services.AddAuthorizationBuilder().AddPolicy(Scheme, policy => policy.AddAuthenticationSchemes(Scheme).RequireClaim(SessionClaim));
    }

    private static Task AskForLink(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)) context.Response.Redirect(PatientPages.NotJoinedAddress);
        else context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    /// <summary>Browsers accept a name with <c>__Host-</c> only over HTTPS and only for this very host; plain HTTP on this machine gets the plain name.</summary>
    private sealed class HostPrefixedCookies : ICookieManager
    {
        private readonly ChunkingCookieManager cookies = new();

        public string? GetRequestCookie(HttpContext context, string key) => cookies.GetRequestCookie(context, Named(context, key));

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
            cookies.AppendResponseCookie(context, Named(context, key), value, options);

        public void DeleteCookie(HttpContext context, string key, CookieOptions options) => cookies.DeleteCookie(context, Named(context, key), options);

        private static string Named(HttpContext context, string key) => context.Request.IsHttps ? $"__Host-{key}" : key;
    }
}
