using FerCare.Clinic.Sealing;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Accounts;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Administration;

/// <summary>How the server does at a moment.</summary>
/// <param name="NotReady">What stands against a session, in the words of the health checks; empty where nothing does.</param>
/// <param name="Places">Sessions that may have a place; 0 without a limit.</param>
/// <param name="WaitingForPlace">Patients who found none.</param>
/// <param name="RateAsked">Frames per second asked of every browser.</param>
/// <param name="Frames">Since the process began.</param>
/// <param name="Age">From the camera to the reading in the last half minute, median and 99th percentile; null where nothing was read.</param>
/// <param name="Waiting">99th percentile of the time frames wait to be read.</param>
/// <param name="Reading">Median time that a reading takes.</param>
/// <param name="Stages">What each stage of a reading takes in the last half minute, in order; those that took place.</param>
/// <param name="WriterLag">Age of the oldest sample that is not stored.</param>
/// <param name="LostSamples">Samples that found no room since the process began.</param>
/// <param name="OpenPages">Pages that staff have open.</param>
/// <param name="Memory">Resident memory, bytes.</param>
/// <param name="FreeMegabytes">Free where the data lies.</param>
/// <param name="WithoutKey">Patients whose key files are missing; null where they could not be counted.</param>
public sealed record ServerLook(
    IReadOnlyList<string> NotReady, int Sessions, int Places, int WaitingForPlace, int RateAsked, int FullRate, FrameTotals Frames, (TimeSpan Median, TimeSpan P99)? Age,
    TimeSpan? Waiting, TimeSpan? Reading, IReadOnlyList<StageLook> Stages, TimeSpan WriterLag, long LostSamples, int OpenPages, long Memory, double FreeMegabytes, TimeSpan Up,
    int? WithoutKey);

/// <summary>One stage of the readings lately, of the frames in which it took place.</summary>
public sealed record StageLook(ReadingStage Stage, TimeSpan Median, TimeSpan P99);

/// <summary>Takes the looks; the same figures are instruments at <c>/metrics</c>.</summary>
public sealed class ServerFigures(
    LiveSessions sessions, LoadFigures load, SessionJournal journal, OpenPages pages, HealthCheckService health, MissingKeys missingKeys, MonitoringOptions options, ServeSettings settings,
    TimeProvider time, ILogger<ServerFigures> log)
{
    // A page asks every second; all patients and the folder of their keys need not be looked through as often.
    private static readonly TimeSpan CountHolds = TimeSpan.FromSeconds(10);
    private readonly long began = time.GetTimestamp();
    private KeyCount? counted;

    public async Task<ServerLook> LookAsync(CancellationToken cancel = default)
    {
        var report = await health.CheckHealthAsync(check => check.Tags.Contains(HealthWords.Ready), cancel);
        var writer = journal.Health;
        return new([.. report.Reasons()], sessions.PlacesTaken, options.Places, sessions.WaitingForPlace, sessions.WantedRate.PerSecond, options.FramesPerSecond, load.Totals,
            load.Ages.At(0.5) is { } median && load.Ages.At(0.99) is { } worst ? (median, worst) : null, load.Waits.At(0.99), load.Readings.At(0.5), [.. Stages()],
            writer.Lag, writer.Refused, pages.Count, Environment.WorkingSet, DiskHealth.FreeMegabytes(settings.DataFolder), time.GetElapsedTime(began),
            await WithoutKeyAsync(cancel));
    }

    private async Task<int?> WithoutKeyAsync(CancellationToken cancel)
    {
        if (counted is { } known && time.GetElapsedTime(known.At) < CountHolds) return known.Patients;
        int? patients = null;
        try
        {
            patients = await missingKeys.CountAsync(cancel);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // The page is what somebody opens when the database or the disk is ill: the other figures are shown all the same.
            log.Note(problem, "Counting the patients whose keys are missing");
        }

        counted = new(patients, time.GetTimestamp());
        return patients;
    }

    private IEnumerable<StageLook> Stages()
    {
        foreach (var stage in StageTimes.All)
            if (load.Of(stage) is var times && times.At(0.5) is { } median && times.At(0.99) is { } worst) yield return new(stage, median, worst);
    }

    private sealed record KeyCount(int? Patients, long At);
}
