using System.Collections.Concurrent;
using System.Diagnostics;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Web.Tests.Monitoring;

/// <summary>More frames than the readers can read, with a reader that takes its time.</summary>
public sealed class FrameSchedulerTests
{
    private static readonly MonitoringOptions Options = new() { Workers = 2, WaitingFrames = 3 };
    private readonly ConcurrentDictionary<byte, int> read = new();

    [Fact]
    public async Task Under_overload_every_session_is_read_alike_and_what_is_read_is_recent()
    {
        await using var app = await RunningApp.StartAsync();
        var sessions = Sessions(app, 10);
        using var scheduler = await StartAsync(readMs: 10);

        // The first session sends four times as often as the others; all together twice what can be read.
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(2); round++)
        {
            foreach (var (session, i) in sessions.Select((s, i) => (s, i)))
            {
                if (i > 0 && round % 4 != 0) continue;
                if (session.Offer(round * 10, [(byte)i])) scheduler.Wake(session);
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var views = sessions.Select(s => s.Look(out _)).ToList();
        await scheduler.StopAsync(TestContext.Current.CancellationToken);
        read.Count.ShouldBe(10);
        read[0].ShouldBeLessThan(2 * read.Values.Min() + 5);
        read.Values.Min().ShouldBeGreaterThan(5);
        sessions.Sum(s => s.TakeCounts().Shed).ShouldBeGreaterThan(0);
        views.ShouldAllBe(v => v.ResultAgeMs < 1000);
    }

    [Fact]
    public async Task A_frame_that_breaks_its_reader_is_counted_and_the_worker_goes_on()
    {
        await using var app = await RunningApp.StartAsync();
        var session = Sessions(app, 1).Single();
        using var scheduler = await StartAsync(readMs: 0);

        session.Offer(1, [66]).ShouldBeTrue();
        scheduler.Wake(session);
        session.Offer(2, [0]).ShouldBeTrue();
        scheduler.Wake(session);

        await Capture.Eventually.HoldsAsync(() => read.GetValueOrDefault((byte)0) == 1, "The next frame is read.");
        session.TakeCounts().Refused.ShouldBe(1);
        await scheduler.StopAsync(TestContext.Current.CancellationToken);
    }

    private static List<SessionMonitor> Sessions(RunningApp app, int count) =>
        [.. Enumerable.Range(1, count).Select(i => new SessionMonitor(i, SessionState.Waiting, null, Options, app.Services.GetRequiredService<SessionJournal>(), app.Services.GetRequiredService<LoadFigures>(), TimeProvider.System))];

    private async Task<FrameScheduler> StartAsync(int readMs)
    {
        var scheduler = new FrameScheduler(() => new OpenReader(Slowly, null), Options, NullLogger<FrameScheduler>.Instance);
        await scheduler.StartAsync(TestContext.Current.CancellationToken);
        return scheduler;

        FaceReading Slowly(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs)
        {
            if (encoded.Span[0] == 66) throw new InvalidOperationException();
            Thread.Sleep(readMs);
            read.AddOrUpdate(encoded.Span[0], 1, (_, n) => n + 1);
            return new FaceReading { Width = 1, Height = 1, Faces = 0, Quality = QualityIssue.NoFace, Classified = classify };
        }
    }
}
