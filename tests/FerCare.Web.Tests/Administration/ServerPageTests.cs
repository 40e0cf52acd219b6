using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using FerCare.Affect;
using FerCare.Clinic.Access;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Administration;
using FerCare.Web.Languages;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using FerCare.Web.Tests.Capture;
using FerCare.Web.Tests.Patients;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace FerCare.Web.Tests.Administration;

public sealed partial class ServerPageTests
{
    private static readonly ServerLook Well = new([], 2, 10, 0, 25, 25, new FrameTotals(1000, 1000, 0, 0),
        (TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(60)), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(5),
        [.. StageTimes.All.Select(s => new StageLook(s, TimeSpan.FromMilliseconds(0.5), TimeSpan.FromMilliseconds(1.25)))], TimeSpan.FromMilliseconds(200), 0, 1, 400_000_000, 90_000, TimeSpan.FromMinutes(3), 0);

    private readonly IStringLocalizer words = new Words(new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Fact]
    public async Task An_administrator_sees_how_the_server_does()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Monitoring:MostSessions"] = "7");
        await app.HireAsync("admin", null, Roles.Administrator);
        using var administrator = await app.SignedInAsync("admin");

        var page = await administrator.ReadAsync("/server");

        page.ShouldContain("server-ready");
        Text(page, "sessions").ShouldContain("0 of 7");
        Text(page, "rate").ShouldContain("25 of 25 per second");
        page.ShouldNotContain("data-concern=\"true\"");
        page.ShouldContain("server-no-stages"); // nothing was read yet
    }

    [Fact]
    public async Task Patients_whose_keys_are_missing_are_counted_with_what_to_do_and_named_nowhere()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("admin", null, Roles.Administrator);
        var north = await app.HireAsync("north", "Team North");
        await app.AdmitAsync(north);
        KeylessPatient[] keyless = [await KeylessPatient.AdmitAsync(app, north), await KeylessPatient.AdmitAsync(app, north)];
        using var administrator = await app.SignedInAsync("admin");

        var page = await administrator.ReadAsync("/server");

        RowOf(page, "keys").ShouldContain("data-concern=\"true\"");
        var said = Text(page, "keys");
        said.ShouldContain(" 2 ");
        said.ShouldContain("docs/deployment.md");
        foreach (var patient in keyless) page.ShouldNotContain($"{patient.Id}");
        page.ShouldContain("server-ready"); // everybody else can be seen as before
    }

    [Fact]
    public async Task The_other_figures_are_shown_although_the_patients_cannot_be_looked_through()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Logging.ClearProviders());
        await app.HireAsync("admin", null, Roles.Administrator);
        using var administrator = await app.SignedInAsync("admin");
        await using (var connection = new SqliteConnection($"Data Source={app.Services.GetRequiredService<ClinicDatabase>().Path}"))
        {
            connection.Open();
            await using var away = connection.CreateCommand();
            away.CommandText = "PRAGMA legacy_alter_table = ON; PRAGMA foreign_keys = OFF; ALTER TABLE patients RENAME TO patients_away;";
            away.ExecuteNonQuery();
        }

        var page = await administrator.ReadAsync("/server");

        Text(page, "keys").ShouldContain("They could not be counted; the log says why.");
        Text(page, "pages").ShouldContain("Nothing.");
    }

    [Fact]
    public async Task The_stages_of_a_reading_that_took_place_lately_stand_on_the_page_and_at_the_metrics_address()
    {
        // Every second frame is searched and shows nobody: two stages take place.
        FaceReading Reading(bool whole) => new()
        {
            Width = 640, Height = 480, Faces = 0, Quality = QualityIssue.NoFace, Stages = whole ? new(0.25f, 0.125f, 0.5f, 0.0625f, 0.03125f, 2) : new(0.25f, 4, 0, 0, 0, 0),
        };
        var shown = 0;
        await using var app = await RunningApp.StartAsync(builder =>
            builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, _, _) => Reading(whole: Interlocked.Increment(ref shown) % 2 == 0), null)));
        await app.HireAsync("admin", null, Roles.Administrator);
        using var administrator = await app.SignedInAsync("admin");
        using var patient = await PatientSide.ReadyAsync(app);
        await using var line = await patient.ConnectAsync();
        for (var i = 0; i < 100 && app.Services.GetRequiredService<LoadFigures>().Of(ReadingStage.Classify).At(0.5) is null; i++)
            await line.StreamAsync(TimeSpan.FromSeconds(0.2), CameraFrames.At);

        var page = await administrator.ReadAsync("/server");
        var metrics = await administrator.ReadAsync("/metrics");

        RowText(page, "stage-classify").ShouldContain("2.00 ms");
        RowText(page, "stage-decode").ShouldContain("0.25 ms");
        RowText(page, "stage-locate").ShouldContain("4.00 ms");
        metrics.ShouldContain("# TYPE fercare_frames_stage_seconds histogram");
        foreach (var stage in StageTimes.All) metrics.ShouldContain($"stage=\"{stage.ToString().ToLowerInvariant()}\"");
    }

    [Fact]
    public void Telling_the_stages_of_a_frame_allocates_nothing()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var figures = new LoadFigures(meters, TimeProvider.System);
        var took = TimeSpan.FromMilliseconds(3);
        void Count(int frames)
        {
            for (var i = 0; i < frames; i++) figures.CountRead(took, took, took, new(0.25f, 0.125f, 0.5f, 0.0625f, 0.03125f, 2));
        }

        // The factory gives the same meter for the same name; that of an app which runs beside this test is another one.
        var own = meters.Create(LoadFigures.MeterName);
        using var listener = new MeterListener { InstrumentPublished = (instrument, follow) => { if (ReferenceEquals(instrument.Meter, own)) follow.EnableMeasurementEvents(instrument); } };
        var told = 0;
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref told));
        listener.Start();
        Count(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(100);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100);
        told.ShouldBeGreaterThanOrEqualTo(200 * (3 + StageTimes.All.Length));
    }

    [Fact]
    public async Task What_stands_against_sessions_is_named_on_the_page_and_at_the_health_address()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Health:LeastFreeMegabytes"] = "1e12");
        await app.HireAsync("admin", null, Roles.Administrator);
        using var administrator = await app.SignedInAsync("admin");

        using var answer = await administrator.GetAsync("/health/ready");
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var page = await administrator.ReadAsync("/server");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        said.ShouldStartWith("Unhealthy\ndisk: ");
        said.ShouldNotContain(app.DataFolder);
        page.ShouldContain("server-not-ready");
        page.ShouldContain("are free on the disk of the data folder");
        RowOf(page, "disk").ShouldContain("data-concern=\"true\"");
    }

    [Fact]
    public void Each_figure_has_German_words_of_its_own()
    {
        var english = ServerRows.Of(Well, new FramesPerSecond(50, 50, 0, 0), new HealthOptions(), words);
        var stagesInEnglish = StageRows.Of(Well, words);
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (new("de"), new("de"));
        try
        {
            var german = ServerRows.Of(Well, new FramesPerSecond(50, 50, 0, 0), new HealthOptions(), words);

            german.Single(r => r.Name == "age").Value.ShouldBe("12 ms, 99 von 100 unter 60 ms");
            foreach (var (there, here) in StageRows.Of(Well, words).Zip(stagesInEnglish)) (there.Title, there.Meaning).ShouldNotBe((here.Title, here.Meaning));
            StageRows.Of(Well, words)[0].P99.ShouldBe("1,25 ms");
            foreach (var (there, here) in english.Zip(german)) (here.Title, here.Meaning).ShouldNotBe((there.Title, there.Meaning));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    [Fact]
    public void Nothing_is_asked_of_anybody_while_the_server_is_well() =>
        Concerns(Well, new FramesPerSecond(50, 50, 0, 0)).ShouldBeEmpty();

    [Fact]
    public void Each_figure_that_is_not_as_it_should_be_says_what_to_do()
    {
        Concerns(Well with { WaitingForPlace = 1 }).ShouldBe(["sessions", "waiting"]);
        Concerns(Well, new FramesPerSecond(100, 60, 40, 0)).ShouldBe(["frames", "shed"]);
        Concerns(Well, new FramesPerSecond(100, 99.5, 0.5, 2)).ShouldBe(["refused"]);
        Concerns(Well with { RateAsked = 15 }).ShouldBe(["rate"]);
        Concerns(Well with { Age = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(301)) }).ShouldBe(["age"]);
        Concerns(Well with { WriterLag = TimeSpan.FromSeconds(6) }).ShouldBe(["writer"]);
        Concerns(Well with { LostSamples = 1 }).ShouldBe(["writer", "lost"]);
        Concerns(Well with { FreeMegabytes = 499 }).ShouldBe(["disk"]);
        Concerns(Well with { WithoutKey = 2 }).ShouldBe(["keys"]);
        Concerns(Well with { WithoutKey = null }).ShouldBe(["keys"]);
        ServerRows.Of(Well with { FreeMegabytes = 499 }, null, new HealthOptions(), words).Single(r => r.Concern).Advice.ShouldContain("Make room");
    }

    [Fact]
    public void Rates_are_those_of_the_last_seconds()
    {
        var trend = new LoadTrend();

        trend.Next(Well with { Up = TimeSpan.FromSeconds(1), Frames = new(0, 0, 0, 0) }).ShouldBeNull();
        for (var second = 2; second <= 30; second++)
        {
            var last = trend.Next(Well with { Up = TimeSpan.FromSeconds(second), Frames = new(50 * second, 40 * second, 10 * second, 0) });
            if (second > 10) last.ShouldBe(new FramesPerSecond(50, 40, 10, 0));
        }
    }

    private IEnumerable<string> Concerns(ServerLook look, FramesPerSecond? frames = null) => ServerRows.Of(look, frames, new HealthOptions(), words).Where(r => r.Concern).Select(r => r.Name);

    private static string Text(string page, string row) => RowText(page, $"server-{row}");

    private static string RowText(string page, string id) => WebUtility.HtmlDecode(Tag().Replace(Row(page, id), " "));

    private static string RowOf(string page, string row) => Row(page, $"server-{row}");

    private static string Row(string page, string id) => Regex.Match(page, $"<tr[^>]*data-testid=\"{id}\".*?</tr>", RegexOptions.Singleline).Value;

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
