using FerCare.Clinic.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Shell;

/// <summary>Ready means that what sessions measure gets into the database in time, and all of it.</summary>
public sealed class WriterHealth(SessionJournal journal, HealthOptions options) : IHealthCheck
{
    // Longer than those who ask leave between two looks.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // What the failure says may name files and stays in the log.
        var health = journal.Health;
        return Task.FromResult(
            health.Failure is not null ? HealthCheckResult.Unhealthy("Samples of sessions cannot be stored; they are tried again. The log says why.")
            : health.Lag.TotalSeconds > options.MostWriterLagSeconds ? HealthCheckResult.Unhealthy(FormattableString.Invariant($"Samples of sessions wait {health.Lag.TotalSeconds:0} s to be stored, longer than {options.MostWriterLagSeconds:0} s."))
            : health.RefusedAgo is { } ago && ago < Remembered ? HealthCheckResult.Unhealthy(FormattableString.Invariant($"Samples of sessions are lost, the last {ago.TotalSeconds:0} s ago: they come faster than they can be stored."))
            : HealthCheckResult.Healthy());
    }
}
