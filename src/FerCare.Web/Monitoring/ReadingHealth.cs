using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Monitoring;

/// <summary>Ready means that the models are loaded and frames are read: by one thread at first, and by all as soon as each has its reader.</summary>
public sealed class ReadingHealth(FrameScheduler scheduler) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        scheduler.WorkersAtWork is var working && working > 0 && scheduler.Problem is null && (working == scheduler.Workers || !scheduler.Opened.IsCompleted) ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"Frames are not read as they should: {working} of {scheduler.Workers} reading threads are at work. {(scheduler.Problem is { } problem ? $"{problem} It is tried again." : "Start FerCare again; its log says what failed.")}"));
}
