using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using FerCare.Affect;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Capture;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

/// <summary>The line between page and server, with a reader that sees a face nowhere: what is read is not the matter here.</summary>
public sealed class LineTests
{
    private static readonly byte[] Frame = [1, 2, 3];
    private static readonly FaceReading Nobody = new() { Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace };

    private static Task<RunningApp> StartAsync() => RunningApp.StartAsync(Quick);

    private static void Quick(WebApplicationBuilder builder)
    {
        builder.Configuration["Capture:BaselineSeconds"] = "1";
        builder.Configuration["Monitoring:ReconnectGraceSeconds"] = "0.3";
        builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, classify, _) => Nobody with { Classified = classify }, null));
    }

    [Fact]
    public async Task Every_frame_is_acknowledged_with_the_rate_that_is_wanted()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            Quick(builder);
            // What is wanted of a server that is behind is another matter, and a busy machine is behind.
            builder.Configuration["Monitoring:SlowDownFromMs"] = "1e9";
            builder.Configuration["Monitoring:WaitingFrames"] = "100";
        });
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();

        // One after the other: more at once than a camera sends would be dropped.
        for (var sent = 1; sent <= 12; sent++)
        {
            await line.FrameAsync(40 * sent, Frame);
            await Eventually.HoldsAsync(() => line.Acknowledged.Count == sent, "Each frame is acknowledged.");
        }

        line.Acknowledged.Values.ShouldAllBe(rate => rate == 25);
    }

    [Fact]
    public async Task The_newest_page_takes_over_and_the_older_one_is_told_and_closed()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var older = await patient.ConnectAsync();
        var closed = new TaskCompletionSource();
        older.Hub.Closed += _ => { closed.TrySetResult(); return Task.CompletedTask; };
        // A client has connected before the server has received it: only an answer says which of the two came first.
        await older.FrameAsync(1, Frame);
        await Eventually.HoldsAsync(() => older.Acknowledged.Count == 1, "The older page may send while it is alone.");

        await using var newer = await patient.ConnectAsync();

        await Eventually.HoldsAsync(() => older.Dismissals.Contains("replaced"), "The older page is told.");
        // Its line may be cut by now.
        await Record.ExceptionAsync(() => older.FrameAsync(1, Frame));
        await newer.FrameAsync(1, Frame);
        await Eventually.HoldsAsync(() => newer.Acknowledged.Count == 1, "The newer page may send.");
        older.Acknowledged.Count.ShouldBe(1, "What the older page sends is dropped.");
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        newer.Dismissals.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pause_is_a_gap_in_which_nothing_is_recorded()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        await line.AskAsync("Begin");
        await line.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);

        var asked = Stopwatch.GetTimestamp();
        await line.AskAsync("Pause");
        await line.StreamAsync(TimeSpan.FromSeconds(0.8), _ => Frame);
        await line.AskAsync("Resume");
        var atMost = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
        await StreamUntilStoredAfterAGapAsync(app, patient, line);
        await patient.PostAsync("/session/finish");

        var series = await SeriesAsync(app, patient);
        var gap = series.Gaps.ShouldHaveSingleItem();
        ((double)gap.DurationMs).ShouldBeInRange(700, atMost + 50);
        series.Frames.ShouldNotContain(f => gap.Contains(f.TimeMs));
        series.Frames.ShouldContain(f => f.TimeMs >= gap.ToMs);
    }

    [Fact]
    public async Task A_lost_connection_is_shown_and_recorded_as_a_gap_and_the_session_goes_on()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        var feed = app.Services.GetRequiredService<SessionFeed>();
        await using (var lost = await patient.ConnectAsync())
        {
            await lost.AskAsync("Begin");
            await StreamUntilStoredAsync(app, patient, lost);
        }

        await Eventually.HoldsAsync(() => feed.Latest(patient.Session.Id)?.State == SessionState.Reconnecting, "The clinician sees that the patient is reconnecting.");
        await using var line = await patient.ConnectAsync();
        await Eventually.HoldsAsync(() => feed.Latest(patient.Session.Id)?.State == SessionState.Live, "The session is live again.");
        await StreamUntilStoredAfterAGapAsync(app, patient, line);
        await patient.PostAsync("/session/finish");

        var series = await SeriesAsync(app, patient);
        var gap = series.Gaps.ShouldHaveSingleItem();
        series.Frames.ShouldContain(f => f.TimeMs <= gap.FromMs);
        series.Frames.ShouldContain(f => f.TimeMs >= gap.ToMs);
    }

    [Fact]
    public async Task A_session_whose_patient_does_not_come_back_ends_where_it_was_lost()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            Quick(builder);
            builder.Configuration["Monitoring:AbandonAfterMinutes"] = "0.03";
        });
        using var patient = await PatientSide.ReadyAsync(app);
        var began = Stopwatch.GetTimestamp();
        await using (var lost = await patient.ConnectAsync())
        {
            await lost.AskAsync("Begin");
            await lost.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
        }

        var seenMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await Eventually.HoldsAsync(() => app.Services.GetRequiredService<SessionFeed>().Latest(patient.Session.Id) is null, "The session is no longer live.");
        var events = await app.Services.GetRequiredService<SessionSchedule>().EventsAsync(patient.Scope, patient.Session.PublicId, TestContext.Current.CancellationToken);
        events.Single(e => e.Kind == SessionEventKind.Ended).TimeMs.ShouldBeLessThan((long)seenMs + 1000);
    }

    [Fact]
    public async Task Withdrawing_stops_the_recording_within_a_second()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        await line.AskAsync("Begin");
        await StreamUntilStoredAsync(app, patient, line);
        var streaming = line.StreamAsync(TimeSpan.FromSeconds(3), _ => Frame);
        await using var machine = new MachineLateness();

        await patient.PostAsync("/session/withdraw");

        var withdrawnAt = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => line.Dismissals.Contains("withdrawn"), "The page is told.");
        Stopwatch.GetElapsedTime(withdrawnAt).TotalMilliseconds.ShouldBeLessThan(1000 + machine.SumMs);
        await Record.ExceptionAsync(() => streaming); // the line is closed under the frames that still come
        var series = await SeriesAsync(app, patient);
        var events = await app.Services.GetRequiredService<SessionSchedule>().EventsAsync(patient.Scope, patient.Session.PublicId, TestContext.Current.CancellationToken);
        var withdrawn = events.Single(e => e.Kind == SessionEventKind.Withdrawn).TimeMs;
        series.Frames.ShouldNotBeEmpty();
        series.Frames.ShouldAllBe(f => f.TimeMs <= withdrawn + 50);
        (await patient.Browser.ReadAsync("/session")).ShouldContain("notice-withdrawn");
    }

    [Fact]
    public async Task A_page_of_another_site_is_turned_away_even_with_the_cookie()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = patient.Browser.Cookies;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");

        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(
            new UriBuilder(app.Address) { Scheme = "ws", Path = CaptureHub.Address }.Uri, TestContext.Current.CancellationToken));

        socket.HttpStatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Without_the_patients_cookie_the_line_stays_closed()
    {
        await using var app = await StartAsync();
        await using var line = new Line(app.Address, new CookieContainer());

        await Should.ThrowAsync<Exception>(() => line.Hub.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nobody_who_has_not_consented_can_send()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.InvitedAsync(app);
        await patient.RedeemAsync();
        await using var line = await patient.ConnectAsync();

        await Eventually.HoldsAsync(() => line.Dismissals.Contains("notallowed"), "The page is told.");
        app.Services.GetRequiredService<SessionFeed>().Latest(patient.Session.Id).ShouldBeNull();
    }

    [Fact]
    public async Task Streams_are_refused_and_the_line_stays_open()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();

        await Should.ThrowAsync<Exception>(async () =>
        {
            await foreach (var item in line.Hub.StreamAsync<byte[]>("Frame", 1L, 1.0, Frame)) item.ShouldBeNull();
        });
        await Should.ThrowAsync<HubException>(() => line.Hub.InvokeAsync("Frame", 1L, 1.0, Endless()));

        await line.FrameAsync(1, Frame);
        await Eventually.HoldsAsync(() => line.Acknowledged.Count == 1, "The line is still open.");
        return;

        static async IAsyncEnumerable<byte> Endless()
        {
            while (true)
            {
                await Task.Delay(20);
                yield return 1;
            }
        }
    }

    [Fact]
    public async Task A_message_of_the_wrong_shape_does_not_end_the_line()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();

        await Should.ThrowAsync<HubException>(() => line.Hub.InvokeAsync("Frame", "one", "two", 3));
        await Should.ThrowAsync<HubException>(() => line.Hub.InvokeAsync("NoSuchThing"));

        await line.FrameAsync(double.NaN, Frame);
        await Eventually.HoldsAsync(() => line.Acknowledged.Count == 1, "The line is still open.");
    }

    [Fact]
    public async Task A_flood_is_cut_to_what_a_camera_can_send()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();

        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 400; i++) await line.FrameAsync(i, Frame);
        await Record.ExceptionAsync(() => line.Hub.InvokeAsync<bool>("Show", TestContext.Current.CancellationToken)); // a call, which may be refused too, and is answered after all frames before it
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await Eventually.HoldsAsync(() => line.Acknowledged.Count >= 30, "What a camera can send is answered.");
        await Task.Delay(500, TestContext.Current.CancellationToken); // whatever is answered too much

        line.Acknowledged.Count.ShouldBeLessThanOrEqualTo(40 + (int)Math.Ceiling(40 * seconds));
    }

    [Fact]
    public async Task A_message_that_is_too_large_closes_the_line_and_not_the_session()
    {
        await using var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        var closed = new TaskCompletionSource();
        line.Hub.Closed += _ => { closed.TrySetResult(); return Task.CompletedTask; };

        await line.FrameAsync(1, new byte[CaptureHub.LargestMessage + 1]);
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await using var again = await patient.ConnectAsync();
        await again.AskAsync("Begin");
    }

    [Fact]
    public async Task A_page_that_keeps_coming_back_does_not_hold_up_the_end_of_the_program()
    {
        var app = await StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = new Line(app.Address, patient.Browser.Cookies, reconnects: true);
        await line.Hub.StartAsync(TestContext.Current.CancellationToken);
        await line.AskAsync("Begin");
        var began = Stopwatch.GetTimestamp();

        await app.DisposeAsync();

        Stopwatch.GetElapsedTime(began).TotalSeconds.ShouldBeLessThan(30);
    }

    [Fact]
    public async Task A_patient_who_finds_the_server_full_is_told_so()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            Quick(builder);
            builder.Configuration["Monitoring:MostSessions"] = "1";
        });
        using var first = await PatientSide.ReadyAsync(app);
        using var second = await PatientSide.ReadyAsync(app);
        await using var admitted = await first.ConnectAsync();
        // A client has connected before the server has received it.
        await Eventually.HoldsAsync(() => app.Services.GetRequiredService<LiveSessions>().PlacesTaken == 1, "The first patient has the place.");

        await using var refused = await second.ConnectAsync();

        await Eventually.HoldsAsync(() => refused.Dismissals.Contains("full"), "The second patient is told.");
        admitted.Dismissals.ShouldBeEmpty();
    }

    /// <summary>Streams until a frame is stored.</summary>
    private static Task StreamUntilStoredAsync(RunningApp app, PatientSide patient, Line line) => Eventually.HoldsAsync(async () =>
    {
        await line.StreamAsync(TimeSpan.FromSeconds(0.3), _ => Frame);
        return (await SeriesAsync(app, patient)).Frames.Count > 0;
    }, "A frame is stored.");

    /// <summary>Streams until a frame behind a gap is stored.</summary>
    private static Task StreamUntilStoredAfterAGapAsync(RunningApp app, PatientSide patient, Line line) => Eventually.HoldsAsync(async () =>
    {
        await line.StreamAsync(TimeSpan.FromSeconds(0.3), _ => Frame);
        var series = await SeriesAsync(app, patient);
        return series.Gaps.Count > 0 && series.Frames.Any(f => f.TimeMs >= series.Gaps[^1].ToMs);
    }, "A frame after the gap is stored.");

    private static async Task<SessionSeries> SeriesAsync(RunningApp app, PatientSide patient)
    {
        await app.Services.GetRequiredService<SessionJournal>().FlushAsync(TestContext.Current.CancellationToken);
        return (await app.Services.GetRequiredService<SessionArchive>().SeriesAsync(patient.Scope, patient.Session.PublicId, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
