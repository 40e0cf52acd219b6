using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Rights;

/// <summary>Enforces the retention periods at the start and once a day.</summary>
public sealed class RetentionRounds(Retention retention, TimeProvider time, ILogger<RetentionRounds> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var day = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                var round = await retention.EnforceAsync(stoppingToken);
                if (!round.IsNothing) log.LogInformation("Kept for their whole period and erased: samples of {Samples} sessions, findings of {Findings}, {Forms} forms, {Links} links, {Copies} copies",
                    round.Samples, round.Findings, round.Forms, round.Links, round.Copies);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                log.LogError(problem, "What is to be erased after its period could not be; it is tried again in a day");
            }
        }
        while (await day.WaitForNextTickAsync(stoppingToken));
    }
}
