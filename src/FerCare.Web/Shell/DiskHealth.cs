using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Shell;

/// <summary>Ready means that there is room on the disk that holds the data.</summary>
public sealed class DiskHealth(ServeSettings settings, HealthOptions options) : IHealthCheck
{
    private const double Mega = 1e6;

    /// <summary>Megabytes free where the data lies.</summary>
    public static double FreeMegabytes(string dataFolder) => new DriveInfo(Path.GetFullPath(dataFolder)).AvailableFreeSpace / Mega;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var free = FreeMegabytes(settings.DataFolder);
        return Task.FromResult(free >= options.LeastFreeMegabytes ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(FormattableString.Invariant($"{free:0} MB are free on the disk of the data folder, fewer than the {options.LeastFreeMegabytes:0} MB that are needed. Make room.")));
    }
}
