using System.Collections.Concurrent;
using System.Diagnostics;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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

        // The first session sends four times as often as the others; all together more than can be read.
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; Took() < 2_000 || (Took() < 60_000 && (read.Count < 10 || read.Values.Min() <= 5)); round++)
        {
            foreach (var (session, i) in sessions.Select((s, i) => (s, i)))
            {
                if (i > 0 && round % 4 != 0) continue;
                // More at once than may wait, whatever the time is that the machine takes between two rounds.
                for (var frame = 0; frame < Options.WaitingFrames + 2; frame++)
                {
                    if (session.Offer(Took(), [(byte)i])) scheduler.Wake(session);
                }
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var views = sessions.Select(s => s.Look(out _)).ToList();
        var tookMs = Took();
        await scheduler.StopAsync(TestContext.Current.CancellationToken);
        read.Count.ShouldBe(10);
        read[0].ShouldBeLessThan(2 * read.Values.Min() + 5);
        read.Values.Min().ShouldBeGreaterThan(5);
        sessions.Sum(s => s.TakeCounts().Shed).ShouldBeGreaterThan(0);
        // A second; where this machine reads more slowly, as long as it takes to read whatever of a session may wait, and twice that.
        var old = Math.Max(1000, 2 * (Options.WaitingFrames + 1) * tookMs / read.Values.Min());
        views.ShouldAllBe(v => v.ResultAgeMs < old);
        return;

        double Took() => Stopwatch.GetElapsedTime(began).TotalMilliseconds;
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

    [Fact]
    public async Task The_first_reader_makes_the_program_ready_and_the_others_follow()
    {
        await using var app = await RunningApp.StartAsync();
        using var gate = new ManualResetEventSlim();
        var opened = 0;
        using var scheduler = new FrameScheduler(Open, Options, NullLogger<FrameScheduler>.Instance);
        scheduler.Prepare();

        await scheduler.StartAsync(TestContext.Current.CancellationToken);
        scheduler.WorkersAtWork.ShouldBe(1);
        (await HealthAsync(scheduler)).Status.ShouldBe(HealthStatus.Healthy);
        var session = Sessions(app, 1).Single();
        session.Offer(1, [1]).ShouldBeTrue();
        scheduler.Wake(session);
        await Capture.Eventually.HoldsAsync(() => read.GetValueOrDefault((byte)1) == 1, "A frame is read by the first.");

        gate.Set();
        await scheduler.Opened.WaitAsync(TestContext.Current.CancellationToken);
        scheduler.WorkersAtWork.ShouldBe(2);
        opened.ShouldBe(2, "The reader that was prepared is the first one.");
        await scheduler.StopAsync(TestContext.Current.CancellationToken);

        OpenReader Open()
        {
            if (Interlocked.Increment(ref opened) == 2) gate.Wait();
            return new OpenReader(Reading(0), null);
        }
    }

    [Fact]
    public async Task A_thread_that_gets_no_reader_is_told_by_the_check_of_readiness_and_gets_one_at_a_later_try()
    {
        var opened = 0;
        var mended = false;
        using var scheduler = new FrameScheduler(() => ++opened == 1 || Volatile.Read(ref mended) ? new OpenReader(Reading(0), null) : throw new IOException("Reader: none."),
            Options with { ReaderRetrySeconds = 0.01 }, NullLogger<FrameScheduler>.Instance);

        await scheduler.StartAsync(TestContext.Current.CancellationToken);
        await Capture.Eventually.HoldsAsync(() => scheduler.Problem is not null, "The first try fails.");
        var health = await HealthAsync(scheduler);
        health.Status.ShouldBe(HealthStatus.Unhealthy);
        health.Description.ShouldNotBeNull().ShouldContain("1 of 2 reading threads are at work. Reader: none.");

        Volatile.Write(ref mended, true);
        await scheduler.Opened.WaitAsync(TestContext.Current.CancellationToken);
        (await HealthAsync(scheduler)).Status.ShouldBe(HealthStatus.Healthy);
        scheduler.WorkersAtWork.ShouldBe(2);
        await scheduler.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_reader_that_comes_after_the_end_is_closed()
    {
        using var gate = new ManualResetEventSlim();
        var (opened, late) = (0, new Closed());
        using var scheduler = new FrameScheduler(Open, Options, NullLogger<FrameScheduler>.Instance);
        await scheduler.StartAsync(TestContext.Current.CancellationToken);
        await Capture.Eventually.HoldsAsync(() => Volatile.Read(ref opened) == 2, "The second is being opened.");

        await scheduler.StopAsync(TestContext.Current.CancellationToken);
        gate.Set();
        await scheduler.Opened.WaitAsync(TestContext.Current.CancellationToken);

        late.Times.ShouldBe(1);
        scheduler.WorkersAtWork.ShouldBe(0);

        OpenReader Open()
        {
            if (Interlocked.Increment(ref opened) == 1) return new OpenReader(Reading(0), null);
            gate.Wait();
            return new OpenReader(Reading(0), late);
        }
    }

    [Fact]
    public async Task A_reader_prepared_for_a_program_that_cannot_start_is_closed()
    {
        var prepared = new Closed();
        var scheduler = new FrameScheduler(() => new OpenReader(Reading(0), prepared), Options, NullLogger<FrameScheduler>.Instance);

        scheduler.Prepare();
        await Capture.Eventually.HoldsAsync(() =>
        {
            scheduler.Dispose();
            return prepared.Times > 0;
        }, "It is closed.");
    }

    private static Task<HealthCheckResult> HealthAsync(FrameScheduler scheduler) => new ReadingHealth(scheduler).CheckHealthAsync(new HealthCheckContext());

    private static List<SessionMonitor> Sessions(RunningApp app, int count) =>
        [.. Enumerable.Range(1, count).Select(i => new SessionMonitor(i, SessionState.Waiting, null, Options, app.Services.GetRequiredService<SessionJournal>(), app.Services.GetRequiredService<LoadFigures>(), TimeProvider.System))];

    private async Task<FrameScheduler> StartAsync(int readMs)
    {
        var scheduler = new FrameScheduler(() => new OpenReader(Reading(readMs), null), Options, NullLogger<FrameScheduler>.Instance);
        await scheduler.StartAsync(TestContext.Current.CancellationToken);
        await scheduler.Opened;
        return scheduler;
    }

    private ReadFace Reading(int takesMs) => (encoded, _, classify, _) =>
    {
        if (encoded.Span[0] == 66) throw new InvalidOperationException();
        Thread.Sleep(takesMs);
        read.AddOrUpdate(encoded.Span[0], 1, (_, n) => n + 1);
        return new FaceReading { Width = 1, Height = 1, Faces = 0, Quality = QualityIssue.NoFace, Classified = classify };
    };

    private sealed class Closed : IDisposable
    {
        public int Times { get; private set; }

        public void Dispose() => Times++;
    }
}
