using System.Net;
using FerCare.Affect;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.Builder;
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
        await using var line = await patient.ConnectAsync();
        await line.AskAsync("Begin");
        await line.StreamAsync(TimeSpan.FromSeconds(0.5), _ => Frame);
        await Eventually.HoldsAsync(() => Volatile.Read(ref read) > 0, "Frames are read before.");

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
