using System.Globalization;
using System.Security.Claims;
using FerCare.Clinic.Access;

namespace FerCare.Web.Accounts;

/// <summary>What the sign-in cookie says about the person.</summary>
public static class SignedInPerson
{
    /// <summary>How long a sign-in lasts however busy the person is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    internal const string DisplayNameClaim = "display_name", SinceClaim = "auth_time", SignInClaim = "sid";

    /// <summary>The person's id.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static Guid StaffId(this ClaimsPrincipal person) => Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id
        : throw new InvalidOperationException("Expected a signed-in member of staff, found nobody.");

    /// <summary>Whose patients the person may see.</summary>
    public static CareScope CareScope(this ClaimsPrincipal person) => new(person.StaffId());

    /// <summary>The name colleagues see.</summary>
    public static string DisplayName(this ClaimsPrincipal person) => person.FindFirstValue(DisplayNameClaim) ?? person.Identity?.Name ?? "";

    /// <summary>Which of the person's sign-ins this is; null where the cookie does not say.</summary>
    public static string? SignInId(this ClaimsPrincipal person) => person.FindFirstValue(SignInClaim);

    /// <summary>When the person signed in; the distant past where the cookie does not say.</summary>
    public static DateTimeOffset SignedInSince(this ClaimsPrincipal person) =>
        long.TryParse(person.FindFirstValue(SinceClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UnixEpoch;

    /// <summary>What a cookie says beyond who it is: since when, and a new id of this sign-in.</summary>
    internal static Claim[] Since(DateTimeOffset signedIn) =>
        [new(SinceClaim, signedIn.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), new(SignInClaim, Guid.NewGuid().ToString("N"))];
}
