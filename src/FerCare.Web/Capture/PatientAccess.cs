using System.Globalization;
using System.Security.Claims;
using FerCare.Clinic.Joining;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FerCare.Web.Capture;

/// <summary>The patient's cookie: it opens exactly one session and nothing else, and staff's cookie does not open it.</summary>
public static class PatientAccess
{
    /// <summary>Authentication scheme and authorisation policy.</summary>
    public const string Scheme = "Patient";

    private const string SessionClaim = "fercare:session", LinkClaim = "fercare:link";
    private const string CookieName = "fercare-patient";

    /// <summary>The session that this person's cookie opens.</summary>
    /// <exception cref="InvalidOperationException">The person is not a patient: the endpoint lacks the policy.</exception>
    public static long SessionId(this ClaimsPrincipal patient) => Number(patient, SessionClaim)
        ?? throw new InvalidOperationException($"Expected a person with the claim {SessionClaim}, found none.");

    /// <summary>Sets the cookie for one session, good for as long as the link is that opened it.</summary>
    public static Task SignInPatientAsync(this HttpContext context, long sessionId, long linkId) => context.SignInAsync(Scheme,
        new ClaimsPrincipal(new ClaimsIdentity([Claim(SessionClaim, sessionId), Claim(LinkClaim, linkId)], Scheme)));

    /// <summary>The link with which this person came still opens their session: no newer one was issued meanwhile.</summary>
    public static Task<bool> StandsAsync(this ClaimsPrincipal patient, JoinLinks links, CancellationToken cancel = default) =>
        (Number(patient, SessionClaim), Number(patient, LinkClaim)) is ({ } session, { } link) ? links.OpensAsync(session, link, cancel) : Task.FromResult(false);

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
            cookie.Events.OnValidatePrincipal = CheckAsync;
            cookie.Events.OnRedirectToLogin = AskForLink;
            cookie.Events.OnRedirectToAccessDenied = AskForLink;
        });
        services.AddOptions<CookieAuthenticationOptions>(Scheme).Configure<CaptureOptions>((cookie, options) => cookie.ExpireTimeSpan = TimeSpan.FromHours(options.CookieHours));
        services.AddAuthorizationBuilder().AddPolicy(Scheme, policy => policy.AddAuthenticationSchemes(Scheme).RequireClaim(SessionClaim));
    }

    private static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is null || !await context.Principal.StandsAsync(context.HttpContext.RequestServices.GetRequiredService<JoinLinks>(), context.HttpContext.RequestAborted)) context.RejectPrincipal();
    }

    private static long? Number(ClaimsPrincipal patient, string claim) => long.TryParse(patient.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Claim Claim(string name, long number) => new(name, number.ToString(CultureInfo.InvariantCulture));

    private static Task AskForLink(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)) context.Response.Redirect(PatientPages.NotJoinedAddress);
        else context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
