using System.Diagnostics;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using FerCare.Web.Monitoring.Readers;
using FerCare.Web.Tests;
using FerCare.Web.Tests.Capture;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Endurance;

/// <summary>Sessions with real frames and real vision for minutes; before a release for hours.</summary>
[Collection(Endurance.Alone)]
public sealed class SoakTests
{
    private const int Patients = 3, Looks = 8;
    private static readonly TimeSpan WarmUp = Endurance.Either(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
    private static readonly TimeSpan Length = Endurance.Either(TimeSpan.FromMinutes(5), TimeSpan.FromHours(2));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_minutes_of_sessions_live_heap_and_open_handles_are_what_they_were_after_the_warm_up()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Readers:Separate"] = "true", readsFaces: true);
        using var stop = new CancellationTokenSource();
        var patients = new List<Patient>();
        for (var i = 0; i < Patients; i++) patients.Add(await Patient.BeginAsync(app.Address, await Patient.PlanAsync(app.Services)));
        var streaming = patients.Select(p => p.StreamAsync(CameraFrames.At, stop.Token)).ToList();

        await Task.Delay(WarmUp, Cancel);
        var warm = Look(app);
        var serverMb = new List<double> { warm.ServerMb };
        var worn = warm;
        for (var look = 0; look < Looks; look++)
        {
            await Task.Delay((Length - WarmUp) / Looks, Cancel);
            worn = Look(app);
            serverMb.Add(worn.ServerMb);
        }

        var (sent, acknowledged) = (patients.Sum(p => p.Sent), patients.Sum(p => p.Acknowledged));
        await stop.CancelAsync();
        await Task.WhenAll(streaming);
        foreach (var patient in patients) await patient.DisposeAsync();

        Endurance.Tell($"soak of {Length.TotalMinutes:0} min, {Patients} sessions: {sent} frames, {acknowledged} acknowledged; live heap {warm.HeapMb:0.0} -> {worn.HeapMb:0.0} MB, handles {warm.Handles} -> {worn.Handles}, "
            + $"threads {warm.Threads} -> {worn.Threads}, readers {warm.ReadersMb:0} -> {worn.ReadersMb:0} MB resident, server with its clients {string.Join(", ", serverMb.Select(mb => $"{mb:0}"))} MB resident");
        worn.HeapMb.ShouldBeLessThan(warm.HeapMb * 1.1, "MB of live heap");
        ((double)worn.Handles).ShouldBeLessThan(warm.Handles * 1.1, "open handles");
        // The pool of the runtime takes a few more or fewer as it likes.
        ((double)worn.Threads).ShouldBeInRange(warm.Threads * 0.8 - 3, warm.Threads * 1.2 + 3, "threads");
        GrowthOf(serverMb).ShouldBeLessThan(warm.ServerMb * 0.15, "MB by which the server grew, by the straight line through all looks");
        warm.ReadersMb.ShouldBeGreaterThan(0, "MB of the readers");
        worn.ReadersMb.ShouldBeLessThan(warm.ReadersMb * 1.1, "MB of the readers");
        acknowledged.ShouldBeGreaterThan(sent * 95 / 100);
        app.Services.GetRequiredService<ReaderPool>().Lost.ShouldBe(0, "readers lost");
    }

    [Fact]
    public async Task Reading_in_a_process_apart_costs_little()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["Readers:Separate"] = "true";
            builder.Configuration["Monitoring:Workers"] = "1";
        }, readsFaces: true);
        var apart = app.Services.GetRequiredService<OpenReaders>()();
        using var owner = apart.Owner;
        using var inside = new FaceReader(app.Services.GetRequiredService<VisionModels>(), FaceReaderOptions.Streamed);
        ReadFace read = (encoded, track, classify, timeMs) => inside.Read(encoded, track, classify, timeMs);
        // In turns, so that what else the machine does strikes both; the lower quarter is what reading takes undisturbed.
        var (here, there) = (new List<double>(), new List<double>());
        FaceTrack one = new(), other = new();
        for (var i = 0; i < 600; i++)
        {
            here.Add(Took(read, one, i));
            there.Add(Took(apart.Read, other, i));
        }

        var (before, now) = (Patient.Percentile(here.Skip(100), 0.25), Patient.Percentile(there.Skip(100), 0.25));
        Endurance.Tell($"a frame of 640x480: {before:0.00} ms inside the server, {now:0.00} ms in a process apart (lower quartile of 500); {ReadersMb(app.DataFolder, out var count) / count:0} MB resident a reader");
        now.ShouldBeLessThan(before * 1.5 + 0.5);
    }

    private static double Took(ReadFace read, FaceTrack track, int number)
    {
        var at = TimeSpan.FromMilliseconds(40 * number);
        var began = Stopwatch.GetTimestamp();
        read(CameraFrames.At(at), track, classify: number % 3 == 0, (long)at.TotalMilliseconds);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>What the straight line that fits best rises by from the first figure to the last.</summary>
    private static double GrowthOf(IReadOnlyList<double> figures)
    {
        double middle = (figures.Count - 1) / 2.0, mean = figures.Average();
        var slope = figures.Select((figure, i) => (i - middle) * (figure - mean)).Sum() / figures.Select((_, i) => (i - middle) * (i - middle)).Sum();
        return slope * (figures.Count - 1);
    }

    private static (double HeapMb, int Handles, int Threads, double ServerMb, double ReadersMb) Look(RunningApp app)
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var self = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true) / 1e6, Directory.GetFiles("/proc/self/fd").Length, self.Threads.Count, self.WorkingSet64 / 1e6, ReadersMb(app.DataFolder, out _));
    }

    /// <summary>Resident memory of all readers of an app, told by its data folder.</summary>
    private static double ReadersMb(string dataFolder, out int count)
    {
        var (bytes, found) = (0L, 0);
        foreach (var process in Process.GetProcessesByName("dotnet"))
        {
            using (process)
            {
                try
                {
                    var told = File.ReadAllText($"/proc/{process.Id}/cmdline");
                    if (!told.Contains(ReadFacesVerb.Name) || !told.Contains(dataFolder)) continue;
                    bytes += process.WorkingSet64;
                    found++;
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    // It ended at this moment.
                }
            }
        }

        count = found;
        return bytes / 1e6;
    }
}
