using System.Collections.Concurrent;
using FerCare.Affect;
using FerCare.Clinic;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using FerCare.Web.Monitoring.Readers;
using FerCare.Web.Tests.Capture;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Web.Tests.Monitoring;

/// <summary>What is shown of the frames that were read, and for how long, on a clock that only the test moves.</summary>
public sealed class LiveReadingTests
{
    private static readonly MonitoringOptions Options = new();
    private static readonly FaceReading Calm = new() { Width = 640, Height = 480, Faces = 1, Quality = QualityIssue.None, Classified = true, Emotions = new(0, 0, 0, 0.1f, 0, 0, 0.9f) };
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reading_is_shown_for_two_seconds_and_then_no_longer_as_what_the_face_expresses()
    {
        await using var app = await RunningApp.StartAsync();
        using var scheduler = Scheduler();
        var session = Waiting(app);

        Read(scheduler, session, Calm);
        Forward(2000);
        var lately = session.Look(out var anyLately);
        Forward(1);
        var later = session.Look(out var anyLater);

        (anyLately, lately.Quality, lately.Emotions is null).ShouldBe((true, QualityIssue.None, false));
        (anyLater, later.Quality, later.Emotions, later.ShownLabel).ShouldBe((false, QualityIssue.NoFace, null, null));
    }

    [Fact]
    public async Task What_is_read_while_the_patient_checks_the_camera_is_no_part_of_the_last_minute()
    {
        await using var app = await RunningApp.StartAsync();
        using var scheduler = Scheduler();
        var session = Waiting(app);

        Read(scheduler, session, Calm);

        var view = session.Look(out _);
        view.Emotions.ShouldNotBeNull();
        view.LastMinute.ShouldAllBe(point => point.Emotions == null);
    }

    [Fact]
    public async Task A_withdrawal_takes_the_last_minute_from_whoever_watches()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        using var scheduler = Scheduler();
        var sessions = app.Services.GetRequiredService<LiveSessions>();
        var monitor = (await sessions.ArriveAsync(patient.Session.Id, new PatientLine("page", _ => { }, _ => { }), TimeSpan.FromSeconds(30))).ShouldNotBeNull();
        (await sessions.BeginAsync(patient.Session.Id)).ShouldBeTrue();
        Read(scheduler, monitor, Calm);
        monitor.Look(out _).LastMinute.ShouldContain(point => point.Emotions != null);
        var seen = new ConcurrentQueue<LiveView>();
        using var watching = app.Services.GetRequiredService<SessionFeed>().Subscribe(patient.Session.Id, seen.Enqueue);

        await sessions.WithdrawAsync(patient.Session.Id, erase: true);

        var withdrawn = seen.Where(view => view.State == SessionState.Withdrawn).ToList();
        withdrawn.ShouldNotBeEmpty();
        withdrawn.ShouldAllBe(view => view.LastMinute.All(point => point.Emotions == null));
    }

    [Fact]
    public async Task A_frame_lost_after_the_server_has_started_again_is_a_gap_from_there_and_not_from_the_session_s_first_moment()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await app.Services.GetRequiredService<SessionCourse>().BeginAsync(patient.Session.Id, "none", Cancel);
        clock.Advance(TimeSpan.FromMinutes(10));
        using var scheduler = Scheduler();
        var sessions = ActivatorUtilities.CreateInstance<LiveSessions>(app.Services, clock);
        var monitor = (await sessions.ArriveAsync(patient.Session.Id, new PatientLine("page", _ => { }, _ => { }), TimeSpan.FromSeconds(30))).ShouldNotBeNull();
        var backMs = monitor.NowMs;

        Read(scheduler, monitor, null);
        Read(scheduler, monitor, Calm);
        using var rounds = new SessionRounds(sessions, app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>(), clock);
        await rounds.StartAsync(Cancel);
        IReadOnlyList<SessionEventRow> events = [];
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(0.5));
            events = await app.Services.GetRequiredService<SessionSchedule>().EventsAsync(patient.Scope, patient.Session.PublicId, Cancel);
            return events.Any(e => e.Kind == SessionEventKind.ReadingResumed);
        }, "The gap is recorded.");
        await rounds.StopAsync(Cancel);

        var (from, to) = (events.Single(e => e.Kind == SessionEventKind.ReadingStopped).TimeMs, events.Single(e => e.Kind == SessionEventKind.ReadingResumed).TimeMs);
        ((double)from).ShouldBeGreaterThanOrEqualTo(backMs);
        (to - from).ShouldBe(40);
    }

    [Fact]
    public async Task A_picture_is_overwritten_once_it_is_read_or_where_it_is_not_wanted()
    {
        await using var app = await RunningApp.StartAsync();
        using var scheduler = Scheduler();
        var session = Waiting(app);
        var paused = new SessionMonitor(2, SessionState.Paused, null, Options, app.Services.GetRequiredService<SessionJournal>(), app.Services.GetRequiredService<LoadFigures>(), clock);
        byte[] wanted = [1, 2, 3], passedOver = [4, 5, 6], seen = [];

        session.Offer(40, wanted).ShouldBeTrue();
        scheduler.Wake(session);
        scheduler.TakeTurn((encoded, _, _, _) =>
        {
            seen = encoded.ToArray();
            return Calm;
        }).ShouldBeTrue();
        paused.Offer(80, passedOver).ShouldBeFalse();

        seen.ShouldBe([1, 2, 3]);
        wanted.ShouldBe(new byte[3]);
        passedOver.ShouldBe(new byte[3]);
    }

    private static FrameScheduler Scheduler() => new(() => throw new InvalidOperationException("The test reads on its own thread."), Options, NullLogger<FrameScheduler>.Instance);

    private SessionMonitor Waiting(RunningApp app) =>
        new(1, SessionState.Waiting, null, Options, app.Services.GetRequiredService<SessionJournal>(), app.Services.GetRequiredService<LoadFigures>(), clock);

    private void Forward(double ms) => clock.Advance(TimeSpan.FromMilliseconds(ms));

    /// <summary>A frame 40 ms after the one before, read as told; null where its reader is lost over it.</summary>
    private void Read(FrameScheduler scheduler, SessionMonitor session, FaceReading? reading)
    {
        Forward(40);
        session.Offer(clock.GetElapsedTime(0).TotalMilliseconds, [1]).ShouldBeTrue();
        scheduler.Wake(session);
        scheduler.TakeTurn((_, _, _, _) => reading ?? throw new FrameLostException("The reader of this test is lost.")).ShouldBeTrue();
    }
}
