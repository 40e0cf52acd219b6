using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Shell;

/// <summary>What a health address answers: one word to everybody, and to this machine the reasons, which may name paths.</summary>
internal static class HealthAnswer
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        // What a proxy on this machine passes on comes from this machine only by its address.
        var local = context.Connection.RemoteIpAddress is { } asking && IPAddress.IsLoopback(asking) && !context.Request.Headers.ContainsKey("X-Forwarded-For");
        var reasons = local
            ? report.Entries.Where(e => e.Value.Status != HealthStatus.Healthy).Select(e => $"\n{e.Key}: {e.Value.Description}") : [];
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(report.Status + string.Concat(reasons), context.RequestAborted);
    }
}
