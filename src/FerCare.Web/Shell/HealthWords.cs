using System.Net;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Shell;

/// <summary>The answers of the health addresses: one word to everybody, and to this machine a line for each thing that is not as it should be.</summary>
public static class HealthWords
{
    public const string Ready = "ready";

    /// <summary>The process answers.</summary>
    public static HealthCheckOptions LiveAnswer { get; } = new() { Predicate = _ => false };

    /// <summary>Everything that a session needs is there.</summary>
    public static HealthCheckOptions ReadyAnswer { get; } = new() { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync };

    /// <summary>"disk: 20 MB are free ...": descriptions are written for this, exceptions are not shown.</summary>
    public static IEnumerable<string> Reasons(this HealthReport report) => report.Entries.Where(e => e.Value.Status != HealthStatus.Healthy).Select(e => $"{e.Key}: {e.Value.Description ?? "it could not be checked"}");

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(string.Join('\n', IsFromHere(context) ? report.Reasons().Prepend(report.Status.ToString()) : [report.Status.ToString()]), context.RequestAborted);
    }

    // What a proxy on this machine passes on comes from this machine only by its address.
    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } asking && IPAddress.IsLoopback(asking) && !context.Request.Headers.ContainsKey("X-Forwarded-For");
}
