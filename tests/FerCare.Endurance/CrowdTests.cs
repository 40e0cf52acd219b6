using System.Diagnostics;
using FerCare.Affect;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using FerCare.Web.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Endurance;

/// <summary>Many patients at once over real lines, with nothing of vision: what the transport, the hub and the journal bear.</summary>
[Collection(Endurance.Alone)]
public sealed class CrowdTests
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly byte[] Picture = new byte[20 * 1024];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_patient_of_a_crowd_is_answered_at_once_and_no_line_is_lost()
    {
        var (patients, length) = (Endurance.Either(50, 200), Endurance.Either(TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(30)));
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Services.AddSingleton<OpenReaders>(() => new OpenReader(Nobody, null));
            // All of them come from this machine at once, which no clinic's patients do.
            builder.Configuration["Capture:JoinsPerMinute"] = builder.Configuration["Limits:TokensPerAddress"] = builder.Configuration["Limits:AddressRefillPerSecond"] = "100000";
            builder.Configuration["Monitoring:MostSessions"] = "0";
        });
        var crowd = new List<Patient>();
        for (var i = 0; i < patients; i++) crowd.Add(await Patient.BeginAsync(app.Address, await Patient.PlanAsync(app.Services)));
        using var stop = new CancellationTokenSource();
        // Cameras do not beat in time with each other.
        var streaming = crowd.Select(async (patient, i) =>
        {
            await Task.Delay(i * 100 / patients, Cancel);
            await patient.StreamAsync(_ => Picture, stop.Token);
        }).ToList();

        await Task.Delay(Settling, Cancel);
        foreach (var patient in crowd) patient.TakeDelays();
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(length, Cancel);
        double[] delays = [.. crowd.SelectMany(p => p.TakeDelays())];
        var perSecond = delays.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(streaming);

        var (median, p99) = (Patient.Percentile(delays, 0.5), Patient.Percentile(delays, 0.99));
        var figures = app.Services.GetRequiredService<LoadFigures>().Totals;
        Endurance.Tell($"crowd: {patients} patients x {length.TotalSeconds:0} s, {perSecond:0} frames/s of 20 KiB answered, acknowledgement {median:0.0} ms at the median, {p99:0.0} ms p99; {crowd.Sum(p => p.Sent)} sent, {figures.Read} read, {crowd.Sum(p => p.LinesLost)} lines lost");
        crowd.ShouldAllBe(p => p.LinesLost == 0);
        p99.ShouldBeLessThan(Endurance.Either(250, 100)); // in continuous integration on a machine that others share
        crowd.ShouldAllBe(p => p.Acknowledged >= p.Sent * 98 / 100);
        crowd.Min(p => p.Acknowledged).ShouldBeGreaterThan((long)(crowd.Average(p => p.Acknowledged) / 2));
        foreach (var patient in crowd) await patient.DisposeAsync();
    }

    private static FaceReading Nobody(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs) =>
        new() { Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace, Classified = classify };
}
