using System.Diagnostics.Metrics;
using System.Net;
using FerCare.Clinic.Access;
using FerCare.Clinic.Storage;
using FerCare.Web.Accounts;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FerCare.Web.Administration;

/// <summary>
/// The server's figures for programs that watch it: <c>/metrics</c> for this machine and administrators. Nothing leaves the machine by itself; metrics
/// and traces go to a collector where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.
/// </summary>
public static class TelemetryFeature
{
    public const string Address = "/metrics";

    private const string Policy = "Metrics", Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // What .NET measures of itself: memory, collections, threads, requests, circuits, hub connections.
    private static readonly string[] Meters =
        [LoadFigures.MeterName, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.Components.Server.Circuits"];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServerFigures>();
        builder.Services.AddHostedService<ServerGauges>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter())
            .WithTracing(traces => traces.AddSource(Traces.SourceName));
        if (!string.IsNullOrEmpty(builder.Configuration[Collector])) telemetry.UseOtlpExporter();
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireAssertion(asked =>
            asked.User.IsInRole(Roles.Administrator) || (asked.Resource is HttpContext context && IsFromThisMachine(context))));
    }

    public static void MapTelemetry(this WebApplication app) => app.MapPrometheusScrapingEndpoint(Address).RequireAuthorization(Policy);

    /// <summary>A proxy on this machine has the same address, but names the clinic's host or who it asks for.</summary>
    private static bool IsFromThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
}

/// <summary>The figures that are looked up when somebody asks, as instruments; there from the start of the program.</summary>
internal sealed class ServerGauges(IMeterFactory meters, LiveSessions sessions, SessionJournal journal, OpenPages pages, MonitoringOptions options, ServeSettings settings) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(LoadFigures.MeterName);
        meter.CreateObservableGauge("fercare.sessions.active", () => sessions.PlacesTaken, "{session}", "Sessions that have a place.");
        meter.CreateObservableGauge("fercare.sessions.places", () => options.Places, "{session}", "Sessions that may have a place; 0 without a limit.");
        meter.CreateObservableGauge("fercare.sessions.waiting", () => sessions.WaitingForPlace, "{session}", "Patients who wait for a place.");
        meter.CreateObservableGauge("fercare.frames.wanted_rate", () => sessions.WantedRate.PerSecond, "{frame}/s", "Frames asked of each browser.");
        meter.CreateObservableGauge("fercare.journal.lag", () => journal.Health.Lag.TotalSeconds, "s", "Age of the oldest sample that waits for its commit.");
        meter.CreateObservableCounter("fercare.journal.acknowledged", () => journal.Health.Acknowledged, "{sample}", "Samples committed.");
        meter.CreateObservableCounter("fercare.journal.refused", () => journal.Health.Refused, "{sample}", "Samples that found no room.");
        meter.CreateObservableGauge("fercare.pages.open", () => pages.Count, "{page}", "Pages that staff have open.");
        meter.CreateObservableGauge("fercare.disk.free", () => DiskHealth.FreeMegabytes(settings.DataFolder), "MBy", "Free where the data lies.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
