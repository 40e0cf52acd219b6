using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Instruments;

/// <summary>Looks after alerts that nobody has acknowledged; what was due while the server stood still goes out at the first look.</summary>
public sealed class AlertEscalation(SafetyAlerts alerts, TimeProvider time, ILogger<AlertEscalation> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                var escalated = await alerts.EscalateAsync(stoppingToken);
                if (escalated > 0) log.LogWarning("{Count} safety alerts were not acknowledged in time and went to the whole care team", escalated);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // A database that is busy now is asked again; the page shows what is due in any case.
                log.LogError(failure, "Safety alerts could not be looked after; the next try is in {Seconds} s", Every.TotalSeconds);
            }
        }
        while (await beat.WaitForNextTickAsync(stoppingToken));
    }
}
