using System.Security.Claims;
using System.Text.Encodings.Web;
using FerCare.Clinic.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FerCare.Web.ReadApi;

/// <summary>Recognises a program by "Authorization: Bearer TOKEN". The sign-in cookie is of no use here, so no page can read through a visitor's browser.</summary>
public sealed class TokenSignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AccessTokens tokens, UserManager<StaffAccount> staff, IUserClaimsPrincipalFactory<StaffAccount> claims)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "token";

    private const string Word = "Bearer ", IdentifiedClaim = "reads_identities";

    /// <summary>Whether the program may read names and true dates.</summary>
    public static bool ReadsIdentities(ClaimsPrincipal program) => program.HasClaim(c => c.Type == IdentifiedClaim);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.ToString() is not { } header || !header.StartsWith(Word, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        if (await tokens.FindAsync(header[Word.Length..].Trim(), Context.RequestAborted) is not { } holder || await staff.FindByIdAsync(holder.StaffId.ToString()) is not { } owner)
            return AuthenticateResult.Fail("The token is unknown, was revoked or is over.");
        var identity = new ClaimsIdentity((await claims.CreateAsync(owner)).Claims, SchemeName, ClaimTypes.Name, ClaimTypes.Role);
        if (holder.Identified) identity.AddClaim(new Claim(IdentifiedClaim, "1"));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}
