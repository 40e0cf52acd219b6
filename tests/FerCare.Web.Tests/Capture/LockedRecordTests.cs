using System.Net;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

/// <summary>What a patient does while somebody else holds the database for longer than anybody waits.</summary>
public sealed class LockedRecordTests
{
    private static readonly byte[] Frame = [1, 2, 3];
    private static readonly FaceReading Nobody = new() { Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private int read;

    private void Quick(WebApplicationBuilder builder)
    {
        builder.Configuration["Capture:BaselineSeconds"] = "1";
        builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, classify, _) =>
        {
            Interlocked.Increment(ref read);
            return Nobody with { Classified = classify };
        }, null));
    }

    [Fact]
    public async Task A_withdrawal_that_cannot_be_stored_stops_the_reading_at_once_and_is_stored_as_soon_as_it_can_be()
    {
        await using var app = await RunningApp.StartAsync(Quick);
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await BegunAsync(patient);

        using (Locked(app))
        {
            using var refused = await patient.Browser.PostFormAsync("/session", new Dictionary<string, string>(), "/session/withdraw");
            refused.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            (await StateAsync(app, patient)).ShouldBe(SessionState.Live);
            var before = read;
            before.ShouldBeGreaterThan(0);
            await Record.ExceptionAsync(() => line.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame));
            read.ShouldBe(before, "no frame is read any more");
        }

        await Eventually.HoldsAsync(async () => await StateAsync(app, patient) == SessionState.Withdrawn, "The withdrawal stands in the record.");
        await Eventually.HoldsAsync(() => line.Dismissals.Contains("withdrawn"), "The line was told.");
    }

    [Fact]
    public async Task A_page_that_comes_back_while_nothing_can_be_stored_is_recorded_when_it_comes_back_once_more()
    {
        await using var app = await RunningApp.StartAsync(Quick);
        using var patient = await PatientSide.ReadyAsync(app);
        await using (var first = await patient.ConnectAsync())
        {
            await first.AskAsync("Begin");
            await first.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
        }

        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        using (Locked(app))
        {
            var refused = await Record.ExceptionAsync(async () =>
            {
                await using var second = await patient.ConnectAsync();
                await Eventually.HoldsAsync(() => second.Hub.State == Microsoft.AspNetCore.SignalR.Client.HubConnectionState.Disconnected, "A line that cannot be taken is closed.");
            });
            refused.ShouldBeNull();
        }

        await using var third = await patient.ConnectAsync();
        await third.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
        await Eventually.HoldsAsync(() => !third.Acknowledged.IsEmpty, "Frames are taken again.");
        var schedule = app.Services.GetRequiredService<SessionSchedule>();
        (await StateAsync(app, patient)).ShouldBe(SessionState.Live);
        (await schedule.EventsAsync(patient.Scope, patient.Session.PublicId, Cancel)).Select(e => e.Kind).ShouldContain(SessionEventKind.Reconnected);
        await app.Services.GetRequiredService<LiveSessions>().EndAsync(patient.Session.Id);
    }

    [Fact]
    public async Task A_pause_that_cannot_be_stored_holds_at_once_and_stands_in_the_record_later_with_the_time_of_the_click()
    {
        await using var app = await RunningApp.StartAsync(Quick);
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await BegunAsync(patient);
        var feed = app.Services.GetRequiredService<SessionFeed>();

        using (Locked(app))
        {
            await line.AskAsync("Pause");
            feed.Latest(patient.Session.Id).ShouldNotBeNull().State.ShouldBe(SessionState.Paused);
            (await StateAsync(app, patient)).ShouldBe(SessionState.Live, "the record cannot have it yet");
            (await patient.Browser.ReadAsync("/session")).ShouldContain("data-paused=\"true\"", customMessage: "a page that is loaded anew opens no camera");
            var before = Volatile.Read(ref read);
            await line.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
            Volatile.Read(ref read).ShouldBe(before, "no frame is read any more");
        }

        await Eventually.HoldsAsync(async () => await StateAsync(app, patient) == SessionState.Paused, "The pause stands in the record.");
        await line.AskAsync("Resume");
        (await StateAsync(app, patient)).ShouldBe(SessionState.Live);
        var events = await app.Services.GetRequiredService<SessionSchedule>().EventsAsync(patient.Scope, patient.Session.PublicId, Cancel);
        var (paused, resumed) = (events.Single(e => e.Kind == SessionEventKind.Paused), events.Single(e => e.Kind == SessionEventKind.Resumed));
        (resumed.TimeMs - paused.TimeMs).ShouldBeGreaterThan(1000, "it counts from the click on and not from when it could be written");
    }

    [Fact]
    public async Task Going_on_that_cannot_be_stored_leaves_the_session_paused_and_can_be_tried_again()
    {
        await using var app = await RunningApp.StartAsync(Quick);
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        await line.AskAsync("Begin");
        await line.AskAsync("Pause");

        using (Locked(app))
        {
            (await line.Hub.InvokeAsync<bool>("Resume", Cancel)).ShouldBeFalse();
            (await StateAsync(app, patient)).ShouldBe(SessionState.Paused);
            await line.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
            Volatile.Read(ref read).ShouldBe(0, "what is paused is not read");
        }

        await line.AskAsync("Resume");
        (await StateAsync(app, patient)).ShouldBe(SessionState.Live);
    }

    [Fact]
    public async Task A_beginning_that_cannot_be_stored_changes_nothing_and_the_next_one_begins_with_its_baseline()
    {
        await using var app = await RunningApp.StartAsync(Quick);
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();

        using (Locked(app))
        {
            (await line.Hub.InvokeAsync<bool>("Begin", Cancel)).ShouldBeFalse();
            (await StateAsync(app, patient)).ShouldBe(SessionState.Waiting);
        }

        await line.AskAsync("Begin");
        (await StateAsync(app, patient)).ShouldBe(SessionState.Live);
        var events = await app.Services.GetRequiredService<SessionSchedule>().EventsAsync(patient.Scope, patient.Session.PublicId, Cancel);
        events.Count(e => e.Kind == SessionEventKind.Started).ShouldBe(1);
        await Eventually.HoldsAsync(() => line.Views.Any(v => v.Step == "session"), "The baseline runs and ends.");
    }

    /// <summary>A session that has begun and whose frames are read.</summary>
    private async Task<Line> BegunAsync(PatientSide patient)
    {
        var line = await patient.ConnectAsync();
        await line.AskAsync("Begin");
        await line.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
        await Eventually.HoldsAsync(() => Volatile.Read(ref read) > 0, "Frames are read before.");
        return line;
    }

    private static async Task<SessionState> StateAsync(RunningApp app, PatientSide patient) =>
        (await app.Services.GetRequiredService<SessionSchedule>().FindAsync(patient.Scope, patient.Session.PublicId, Cancel))!.State;

    /// <summary>Readers go on; whoever wants to write waits and gives up.</summary>
    private static SqliteConnection Locked(RunningApp app)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = app.Services.GetRequiredService<ClinicDatabase>().Path, Pooling = false }.ToString());
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }
}
