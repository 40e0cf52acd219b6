using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Monitoring;

/// <summary>Ready means that the models are loaded and every thread that reads frames is at work.</summary>
public sealed class ReadingHealth(FrameScheduler scheduler) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        scheduler.WorkersAtWork is var working && working > 0 && working == scheduler.Workers ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"Frames are not read as they should: {working} of {scheduler.Workers} reading threads are at work. Start FerCare again; its log says what failed."));
}
