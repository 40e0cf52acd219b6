using System.Diagnostics;
using System.Net;
using FerCare.Affect;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using FerCare.Web.Tests.Capture;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Faults;

/// <summary>What the server says about itself when something it stands on fails.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_that_cannot_be_stored_make_the_server_not_ready_with_the_reason_until_they_can()
    {
        await using var app = await RunningApp.StartAsync();
        using var browser = app.Browser();
        var session = await app.PlanAsync(await app.HireAsync("vera", "North"), await app.AdmitAsync(await app.HireAsync("hugo", "North")));
        var journal = app.Services.GetRequiredService<SessionJournal>();
        Execute(app, "ALTER TABLE frame_samples RENAME TO away;");
        journal.TryAppend(session.Id, new FrameSample(0, QualityIssue.None, null, null, null, null, null)).ShouldBeTrue();
        await Eventually.HoldsAsync(() => journal.Health.Failure is not null, "The journal fails.", seconds: 30);

        using (var answer = await browser.GetAsync("/health/ready")) answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await browser.ReadAsync("/health/ready")).ShouldContain("writer: Samples of sessions cannot be stored");
        using (var answer = await browser.GetAsync("/health/live")) answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        journal.Health.Acknowledged.ShouldBe(0);

        Execute(app, "ALTER TABLE away RENAME TO frame_samples;");
        await Eventually.HoldsAsync(() => journal.Health.Acknowledged == 1, "What waited is stored.", seconds: 30);
        using (var answer = await browser.GetAsync("/health/ready")) answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_clinician_who_follows_a_session_is_told_that_nothing_is_stored_until_it_is_again()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton<OpenReaders>(() => new OpenReader(
            (_, _, classify, _) => new FaceReading { Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace, Classified = classify }, null)));
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        await line.AskAsync("Begin");
        await app.HireAsync("vera", "Sample team");
        using var clinician = await app.SignedInAsync("vera");
        var page = $"/sessions/{patient.Session.PublicId}/live";
        var journal = app.Services.GetRequiredService<SessionJournal>();
        (await clinician.ReadAsync(page)).ShouldNotContain("not-stored");

        Execute(app, "ALTER TABLE frame_samples RENAME TO away;");
        await line.StreamAsync(TimeSpan.FromSeconds(0.3), CameraFrames.At);
        await Eventually.HoldsAsync(() => journal.Health.Failure is not null, "The journal fails.", seconds: 30);
        var acknowledged = journal.Health.Acknowledged;

        (await clinician.ReadAsync(page)).ShouldContain("data-testid=\"not-stored\"");
        journal.Health.Acknowledged.ShouldBe(acknowledged);

        Execute(app, "ALTER TABLE away RENAME TO frame_samples;");
        await Eventually.HoldsAsync(() => journal.Health.Failure is null && journal.Health.Acknowledged > acknowledged, "What waited is stored.", seconds: 30);
        (await clinician.ReadAsync(page)).ShouldNotContain("not-stored");
    }

    [Fact]
    public async Task A_database_that_is_no_database_stops_the_start_with_one_sentence_and_no_stack()
    {
        var folder = Directory.CreateTempSubdirectory("fercare-faults-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "fercare.db"), new string('x', 8192), Cancel);
            var start = new ProcessStartInfo("dotnet", [typeof(FerCareCommand).Assembly.Location, "serve", "--data", folder, "--urls", "http://127.0.0.1:0"])
            {
                RedirectStandardError = true, RedirectStandardOutput = true,
            };
            using var server = Process.Start(start)!;
            var wrong = server.StandardError.ReadToEndAsync(Cancel);
            await server.WaitForExitAsync(Cancel);

            server.ExitCode.ShouldBe(1);
            (await wrong).ShouldContain("not a database");
            (await wrong).ShouldNotContain("   at ");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Execute(RunningApp app, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(app.DataFolder, "fercare.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
