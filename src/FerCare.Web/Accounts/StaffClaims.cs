using System.Security.Claims;
using FerCare.Clinic.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FerCare.Web.Accounts;

/// <summary>Puts the display name beside id, user name and roles into the sign-in cookie.</summary>
public sealed class StaffClaims(UserManager<StaffAccount> accounts, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<StaffAccount, IdentityRole<Guid>>(accounts, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(StaffAccount user)
    {
        var claims = await base.GenerateClaimsAsync(user);
        claims.AddClaim(new Claim(SignedInPerson.DisplayNameClaim, user.DisplayName));
        return claims;
    }
}
