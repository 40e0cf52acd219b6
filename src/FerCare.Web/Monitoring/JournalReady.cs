using FerCare.Clinic.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Monitoring;

/// <summary>Ready means that samples are stored: the last try did not fail, and none has waited long.</summary>
public sealed class JournalReady(SessionJournal journal) : IHealthCheck
{
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(10);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = journal.Health;
        return Task.FromResult(health.Failure is { } failure ? HealthCheckResult.Unhealthy($"Samples cannot be stored: {failure}")
            : health.Lag > LongestLag ? HealthCheckResult.Unhealthy($"The oldest sample has waited {health.Lag.TotalSeconds:0} s to be stored.")
            : HealthCheckResult.Healthy());
    }
}
