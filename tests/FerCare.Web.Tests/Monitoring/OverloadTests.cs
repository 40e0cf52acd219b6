using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Web.Tests.Monitoring;

/// <summary>More frames than one reader can read, on a clock that only the reader and the cameras move: the same on every machine.</summary>
public sealed class OverloadTests
{
    private const double ReadMs = 10; // a hundred frames a second
    private static readonly MonitoringOptions Options = new();
    private readonly FakeTimeProvider clock = new();
    private readonly Dictionary<long, int> read = [];
    private readonly List<double> agesMs = [];

    [Fact]
    public async Task Frames_are_shed_evenly_and_no_session_gets_under_half_the_mean()
    {
        await using var app = await RunningApp.StartAsync();
        using var scheduler = Scheduler();
        // The first camera sends four times as often as the others, whatever it is asked for.
        var cameras = Cameras(app, 10, first: 100);

        var counts = Run(scheduler, cameras, TimeSpan.FromSeconds(20), asked: null);

        counts.Shed.ShouldBeGreaterThan(0);
        read.Count.ShouldBe(10);
        ((double)read.Values.Min()).ShouldBeGreaterThan(read.Values.Average() / 2);
        ((double)read.Values.Max()).ShouldBeLessThan(read.Values.Average() * 1.5);
        agesMs.Max().ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Browsers_are_asked_for_fewer_frames_and_then_hardly_any_is_shed()
    {
        await using var app = await RunningApp.StartAsync();
        using var scheduler = Scheduler();
        var wanted = new WantedRate(Options);
        var cameras = Cameras(app, 6); // 150 frames a second of 100

        Run(scheduler, cameras, TimeSpan.FromSeconds(5), wanted);
        var changes = 0;
        var before = wanted.PerSecond;
        var later = Run(scheduler, cameras, TimeSpan.FromSeconds(120), wanted, each: () => { if (wanted.PerSecond != before) (before, changes) = (wanted.PerSecond, changes + 1); });

        wanted.PerSecond.ShouldBeInRange(10, 20);
        later.Shed.ShouldBeLessThan(later.Offered / 50);
        changes.ShouldBeLessThan(12, "the rate does not swing");
    }

    [Fact]
    public async Task The_whole_rate_comes_back_when_sessions_have_ended()
    {
        await using var app = await RunningApp.StartAsync();
        using var scheduler = Scheduler();
        var wanted = new WantedRate(Options);
        var cameras = Cameras(app, 6);
        Run(scheduler, cameras, TimeSpan.FromSeconds(20), wanted);
        wanted.PerSecond.ShouldBeLessThan(25);

        Run(scheduler, cameras[..2], TimeSpan.FromSeconds(180), wanted);

        wanted.PerSecond.ShouldBe(25);
    }

    private static FrameScheduler Scheduler() => new(() => throw new InvalidOperationException("The test reads on its own thread."), Options, NullLogger<FrameScheduler>.Instance);

    private List<Camera> Cameras(RunningApp app, int count, double? first = null) => [.. Enumerable.Range(1, count).Select(i => new Camera(
        new SessionMonitor(i, SessionState.Waiting, null, Options, app.Services.GetRequiredService<SessionJournal>(), app.Services.GetRequiredService<LoadFigures>(), clock),
        i == 1 ? first : null) { DueMs = Now + i })];

    private double Now => clock.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Lets cameras and one reader work for a time of the clock; what became of the frames.</summary>
    /// <param name="asked">The rate that the cameras follow and that is judged twice a second; null where nobody asks.</param>
    private FrameCounts Run(FrameScheduler scheduler, List<Camera> cameras, TimeSpan length, WantedRate? asked, Action? each = null)
    {
        var (end, judgeAt, all) = (Now + length.TotalMilliseconds, Now + 500, default(FrameCounts));
        while (Now < end)
        {
            foreach (var camera in cameras)
            {
                while (camera.DueMs <= Now)
                {
                    if (camera.Session.Offer(camera.DueMs, [(byte)camera.Session.SessionId])) scheduler.Wake(camera.Session);
                    camera.DueMs += 1000 / (camera.OwnRate ?? asked?.PerSecond ?? Options.FramesPerSecond);
                }
            }

            if (!scheduler.TakeTurn(Read)) clock.Advance(TimeSpan.FromMilliseconds(1));
            if (Now < judgeAt) continue;
            judgeAt += 500;
            var counts = cameras.Aggregate(default(FrameCounts), (sum, c) => sum + c.Session.TakeCounts());
            all += counts;
            asked?.Judge(counts);
            each?.Invoke();
        }

        return all;
    }

    private FaceReading Read(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs)
    {
        clock.Advance(TimeSpan.FromMilliseconds(ReadMs));
        read[encoded.Span[0]] = read.GetValueOrDefault(encoded.Span[0]) + 1;
        if (timeMs is { } seen) agesMs.Add(Now - start - seen);
        return new FaceReading { Width = 1, Height = 1, Faces = 0, Quality = QualityIssue.NoFace, Classified = classify };
    }

    private readonly double start;

    public OverloadTests() => start = Now;

    private sealed record Camera(SessionMonitor Session, double? OwnRate)
    {
        public double DueMs { get; set; }
    }
}
