using FerCare.Affect;
using FerCare.Vision;
using FerCare.Web.Capture;
using FerCare.Web.Monitoring;
using FerCare.Web.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Endurance;

/// <summary>One client that sends far more than a camera can, beside others that behave.</summary>
[Collection(Endurance.Alone)]
public sealed class FloodTests
{
    private const int Neighbours = 4;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);
    private static readonly byte[] Small = new byte[20 * 1024];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flooding_client_is_cut_down_and_its_neighbours_hardly_notice()
    {
        var attackers = Endurance.Either(1, 10);
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton<OpenReaders>(() => new OpenReader(Nobody, null)));
        using var stop = new CancellationTokenSource();
        var neighbours = new List<Patient>();
        for (var i = 0; i < Neighbours; i++) neighbours.Add(await Patient.BeginAsync(app.Address, await Patient.PlanAsync(app.Services)));
        var flooding = new List<Patient>();
        for (var i = 0; i < attackers; i++) flooding.Add(await Patient.BeginAsync(app.Address, await Patient.PlanAsync(app.Services)));
        var streaming = neighbours.Select(n => n.StreamAsync(_ => Small, stop.Token)).ToList();

        await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
        Delays(neighbours);
        await Task.Delay(Length, Cancel);
        var calm = Delays(neighbours);
        await using var machine = new MachineLateness();
        using var enough = new CancellationTokenSource(Length);
        await Task.WhenAll(flooding.Select(f => FloodAsync(f, enough.Token)));
        var under = Delays(neighbours);
        var late = machine.TakePercentileMs(0.99);
        await stop.CancelAsync();
        await Task.WhenAll(streaming);

        var (sent, answered) = (flooding.Sum(f => f.Sent), flooding.Sum(f => f.Acknowledged));
        var (before, after) = (Patient.Percentile(calm, 0.99), Patient.Percentile(under, 0.99));
        Endurance.Tell($"flood: {attackers} x {sent / Length.TotalSeconds / attackers:0} frames/s and messages that are too large, {answered} of {sent} answered; neighbours' acknowledgement p99 {before:0.0} -> {after:0.0} ms, median {Patient.Percentile(calm, 0.5):0.0} -> {Patient.Percentile(under, 0.5):0.0} ms; this machine woke sleepers {late:0.0} ms late (p99)");
        sent.ShouldBeGreaterThan((long)(attackers * 100 * Length.TotalSeconds), "a flood");
        answered.ShouldBeLessThan((long)(attackers * 50 * (Length.TotalSeconds + 5)), "what a camera can send is answered");
        // At most doubled; below a fiftieth of a second, and what the machine itself is late by, nobody notices.
        after.ShouldBeLessThan(Math.Max(2 * before, 20 + late));
        neighbours.Sum(n => n.Acknowledged).ShouldBeGreaterThan(neighbours.Sum(n => n.Sent) * 98 / 100);
        foreach (var patient in neighbours.Concat(flooding)) await patient.DisposeAsync();
    }

    private static async Task FloodAsync(Patient attacker, CancellationToken enough)
    {
        for (var i = 1; !enough.IsCancellationRequested; i++)
        {
            try
            {
                await attacker.SendAsync(i % 2500 == 0 ? new byte[CaptureHub.LargestMessage + 1] : Small);
                if (i % 10 == 0) await Task.Delay(20, CancellationToken.None); // 500 a second
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or IOException)
            {
                await Task.Delay(100, CancellationToken.None); // the line was closed and comes back
            }
        }
    }

    private static List<double> Delays(IEnumerable<Patient> patients) => [.. patients.SelectMany(p => p.TakeDelays())];

    private static FaceReading Nobody(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs) =>
        new() { Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace, Classified = classify };
}
