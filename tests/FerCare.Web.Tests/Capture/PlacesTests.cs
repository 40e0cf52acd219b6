using System.Net;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

/// <summary>More patients than the server may read at once.</summary>
public sealed class PlacesTests
{
    private static readonly byte[] Frame = [1, 2, 3];
    private static readonly FaceReading Nobody = new() { Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace };

    private static Task<RunningApp> StartAsync(int places) => RunningApp.StartAsync(builder =>
    {
        builder.Configuration["Capture:BaselineSeconds"] = "1";
        builder.Configuration["Monitoring:ReconnectGraceSeconds"] = "0.3";
        builder.Configuration["Monitoring:MostSessions"] = places.ToString();
        builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, classify, _) => Nobody with { Classified = classify }, null));
    });

    [Fact]
    public async Task A_session_that_has_begun_keeps_its_place_while_its_connection_is_lost()
    {
        await using var app = await StartAsync(places: 1);
        using var first = await PatientSide.ReadyAsync(app);
        using var second = await PatientSide.ReadyAsync(app);
        await using (var lost = await first.ConnectAsync()) await lost.AskAsync("Begin");
        var feed = app.Services.GetRequiredService<SessionFeed>();
        await Eventually.HoldsAsync(() => feed.Latest(first.Session.Id)?.State == SessionState.Reconnecting, "The first patient's connection is lost.");

        await using var refused = await second.ConnectAsync();
        await Eventually.HoldsAsync(() => refused.Dismissals.Contains("full"), "The second patient does not get the first one's place.");
        await using var back = await first.ConnectAsync();

        await Eventually.HoldsAsync(() => feed.Latest(first.Session.Id)?.State == SessionState.Live, "The first patient is read again.");
        back.Dismissals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_is_told_so_without_a_camera_and_gets_in_when_one_is_free()
    {
        await using var app = await StartAsync(places: 1);
        using var first = await PatientSide.ReadyAsync(app);
        using var second = await PatientSide.ReadyAsync(app);
        await using var read = await first.ConnectAsync();
        await read.AskAsync("Begin");

        using (var answer = await second.Browser.GetAsync("/session"))
        {
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(20));
            page.ShouldContain("notice-busy");
            page.ShouldContain("Your place is kept");
            page.ShouldContain("/js/patient/busy.js");
            page.ShouldNotContain("self-view");
        }

        (await second.Browser.ReadAsync("/session/state")).ShouldContain("\"place\":false");
        (await first.Browser.ReadAsync("/session")).ShouldContain("self-view", Case.Sensitive, "who is read gets the room at every refresh");
        await first.PostAsync("/session/finish");

        (await second.Browser.ReadAsync("/session/state")).ShouldContain("\"place\":true");
        (await second.Browser.ReadAsync("/session")).ShouldContain("self-view");
        await using var admitted = await second.ConnectAsync();
        await admitted.AskAsync("Begin");
        admitted.Dismissals.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_clinician_sees_that_the_patient_waits_for_a_place_and_no_longer_does()
    {
        await using var app = await StartAsync(places: 1);
        using var first = await PatientSide.ReadyAsync(app);
        using var second = await PatientSide.ReadyAsync(app);
        await app.HireAsync("watching", "Sample team");
        using var clinician = await app.SignedInAsync("watching");
        var live = $"/sessions/{second.Session.PublicId}/live";
        await using (await first.ConnectAsync())
        {
            await Eventually.HoldsAsync(() => app.Services.GetRequiredService<LiveSessions>().PlacesTaken == 1, "The place is taken.");
            (await clinician.ReadAsync(live)).ShouldNotContain("no-place");
            await second.Browser.ReadAsync("/session");
            (await clinician.ReadAsync(live)).ShouldContain("no-place");
            await first.PostAsync("/session/withdraw");
        }

        await using var admitted = await second.ConnectAsync();
        await Eventually.HoldsAsync(() => app.Services.GetRequiredService<SessionFeed>().Latest(second.Session.Id) is not null, "The second patient is read.");
        (await clinician.ReadAsync(live)).ShouldNotContain("no-place");
    }

    [Fact]
    public async Task A_line_whose_link_cannot_be_looked_up_does_not_keep_its_place()
    {
        await using var app = await StartAsync(places: 1);
        using var first = await PatientSide.ReadyAsync(app);
        using var second = await PatientSide.ReadyAsync(app);
        var sessions = app.Services.GetRequiredService<LiveSessions>();
        await using (await first.ConnectAsync())
        {
            await Eventually.HoldsAsync(() => sessions.PlacesTaken == 1, "The place is taken.");
            await second.Browser.ReadAsync("/session");
            await first.PostAsync("/session/withdraw");
        }

        // Told after the cookie was checked and before the link is looked up once more.
        var admitted = 0;
        sessions.PlaceChanged += _ =>
        {
            if (Interlocked.Increment(ref admitted) == 1) Execute(app, "ALTER TABLE join_links RENAME TO away;");
        };
        await using var line = await second.ConnectAsync();
        await Eventually.HoldsAsync(() => line.Hub.State == HubConnectionState.Disconnected, "The line is closed.");
        Execute(app, "ALTER TABLE away RENAME TO join_links;");

        admitted.ShouldBe(1);
        await Eventually.HoldsAsync(() => sessions.PlacesTaken == 0, "Its place is free.");
    }

    [Fact]
    public async Task Of_many_who_come_at_once_as_many_get_in_as_there_are_places()
    {
        await using var app = await StartAsync(places: 3);
        var patients = new List<PatientSide>();
        for (var i = 0; i < 8; i++) patients.Add(await PatientSide.ReadyAsync(app));

        var lines = await Task.WhenAll(patients.Select(p => p.ConnectAsync()));

        await Eventually.HoldsAsync(() => lines.Count(l => l.Dismissals.Contains("full")) == 5, "Five are told to wait.");
        app.Services.GetRequiredService<LiveSessions>().PlacesTaken.ShouldBe(3);
        app.Services.GetRequiredService<LiveSessions>().WaitingForPlace.ShouldBe(5);
        foreach (var line in lines) await line.DisposeAsync();
        patients.ForEach(p => p.Dispose());
    }

    [Fact]
    public async Task Pages_are_asked_for_fewer_frames_when_the_reader_is_behind()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["Monitoring:Workers"] = "1";
            builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, classify, _) =>
            {
                Thread.Sleep(25); // forty frames a second at the most, of the hundred that come
                return Nobody with { Classified = classify };
            }, null));
        });
        var patients = new List<PatientSide>();
        for (var i = 0; i < 4; i++) patients.Add(await PatientSide.ReadyAsync(app));
        var lines = await Task.WhenAll(patients.Select(p => p.ConnectAsync()));
        using var enough = new CancellationTokenSource();

        var streaming = Task.WhenAll(lines.Select(async line =>
        {
            while (!enough.IsCancellationRequested) await line.StreamAsync(TimeSpan.FromSeconds(0.2), _ => Frame);
        }));
        await Eventually.HoldsAsync(() => lines.All(l => l.Acknowledged.Values.Any(rate => rate < 25)), "Every page is asked for fewer.", seconds: 30);
        await enough.CancelAsync();
        await streaming;

        lines.ShouldAllBe(l => l.Dismissals.IsEmpty);
        foreach (var line in lines) await line.DisposeAsync();
        patients.ForEach(p => p.Dispose());
    }

    private static void Execute(RunningApp app, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={app.Services.GetRequiredService<ClinicDatabase>().Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
