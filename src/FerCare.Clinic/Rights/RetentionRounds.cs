using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Rights;

/// <summary>At the start and once a day: goes on with erasures that could not be finished, and enforces the retention periods.</summary>
public sealed class RetentionRounds(Retention retention, PatientErasure erasure, TimeProvider time, ILogger<RetentionRounds> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var day = new PeriodicTimer(Every, time);
        do
        {
            await TryAsync(() => erasure.GoOnAsync(stoppingToken));
            await TryAsync(() => EnforceAsync(stoppingToken));
        }
        while (await day.WaitForNextTickAsync(stoppingToken));
    }

    private async Task EnforceAsync(CancellationToken cancel)
    {
        var round = await retention.EnforceAsync(cancel);
        if (!round.IsNothing) log.LogInformation("Kept for their whole period and erased: samples of {Samples} sessions, findings of {Findings}, {Forms} forms, {Links} links, {Copies} copies",
            round.Samples, round.Findings, round.Forms, round.Links, round.Copies);
    }

    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            log.LogError(problem, "What is to be erased, after its period or with its patient, could not be; it is tried again in a day");
        }
    }
}
