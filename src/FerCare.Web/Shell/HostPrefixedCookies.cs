using Microsoft.AspNetCore.Authentication.Cookies;

namespace FerCare.Web.Shell;

/// <summary>Browsers accept a name with <c>__Host-</c> only over HTTPS and only for this very host; plain HTTP on this machine gets the plain name.</summary>
public sealed class HostPrefixedCookies : ICookieManager
{
    private readonly ChunkingCookieManager cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) => cookies.GetRequestCookie(context, Named(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        cookies.AppendResponseCookie(context, Named(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => cookies.DeleteCookie(context, Named(context, key), options);

    private static string Named(HttpContext context, string key) => context.Request.IsHttps ? $"__Host-{key}" : key;
}
