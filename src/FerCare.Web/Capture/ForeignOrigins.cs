namespace FerCare.Web.Capture;

/// <summary>
/// Turns away connections that a page of another site tries to open: browsers send cookies with WebSockets whatever the page,
/// and name the page in Origin. Programs that are no browser send none and are judged by their cookie alone. (Forms have
/// their antiforgery token; under the referrer policy of these pages browsers do not name an origin with them.)
/// </summary>
public sealed class ForeignOrigins(RequestDelegate next, CaptureOptions options)
{
    private static readonly PathString[] Guarded = ["/hubs", "/_blazor"];

    public Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || !Guarded.Any(p => context.Request.Path.StartsWithSegments(p)) || IsOurs(origin, context.Request)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private bool IsOurs(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) || options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>Puts the guard before authentication, so that a foreign page learns nothing about who is signed in.</summary>
    internal sealed class First : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> rest) => app =>
        {
            app.UseMiddleware<ForeignOrigins>();
            rest(app);
        };
    }
}
