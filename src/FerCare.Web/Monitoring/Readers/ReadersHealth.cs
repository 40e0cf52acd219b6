using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>Ready means that a lost reader can be replaced.</summary>
public sealed class ReadersHealth(ReaderPool pool) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(pool.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}
