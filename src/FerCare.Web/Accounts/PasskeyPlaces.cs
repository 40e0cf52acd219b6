using System.Net;
using Microsoft.AspNetCore.Identity;

namespace FerCare.Web.Accounts;

/// <summary>
/// Where passkeys work: browsers bind them to a host name, so not at a bare address, and hand them out over HTTPS or on the same machine only.
/// </summary>
public static class PasskeyPlaces
{
    /// <summary>Passkeys can be used at the address by which this page was asked for.</summary>
    public static bool IsOffered(HttpRequest request)
    {
        var host = request.Host.Host;
        if (host.Length == 0 || IPAddress.TryParse(host.Trim('[', ']'), out _)) return false;
        return request.IsHttps || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The page that used the passkey is one of this app and stands in no other. (The Origin header does not tell: under the referrer
    /// policy of these pages browsers send "null" with a form; the origin inside the signed data does.)
    /// </summary>
    public static bool IsOurs(PasskeyOriginValidationContext used) =>
        !used.CrossOrigin && used.Origin.Equals($"{used.HttpContext.Request.Scheme}://{used.HttpContext.Request.Host}", StringComparison.OrdinalIgnoreCase);
}
