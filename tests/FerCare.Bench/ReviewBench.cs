extern alias web;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Samples;
using FerCare.Web.Accounts;
using FerCare.Web.Monitoring;
using FerCare.Web.Reviews;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FerCare.Bench;

/// <summary>
/// How long the review of one long session takes on a real database: what its page asks of the database, a stretch that was zoomed in, and
/// the whole page as a signed-in clinician gets it; with <c>--browser</c> also what they wait for and see in a real browser.
/// </summary>
internal static class ReviewBench
{
    private const int DefaultMinutes = 50, FramesPerSecond = 25, EmotionsPerSecond = 8, WarmUp = 5, Timed = 40;

    /// <summary>Fills a database of its own, times it, and tells medians and 95th percentiles; null where the arguments are not understood.</summary>
    public static async Task<string?> RunAsync(string[] arguments)
    {
        var (json, browser, minutes) = (false, false, DefaultMinutes);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--json") json = true;
            else if (arguments[i] == "--browser") browser = true;
            else if (arguments[i] == "--minutes" && i + 1 < arguments.Length && int.TryParse(arguments[i + 1], out minutes) && minutes is >= 3 and <= 240) i++;
            else return null;
        }

        var folder = Directory.CreateTempSubdirectory("fercare-bench-");
        try
        {
            return await MeasureAsync(folder.FullName, minutes, json, browser);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> MeasureAsync(string folder, int minutes, bool json, bool browser)
    {
        var settings = new ServeSettings("http://127.0.0.1:0", folder);
        await using var app = web::Program.Create(settings, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            // The page is timed, not the sign-in, and more often in a row than a person could ask for it.
            builder.Services.AddSingleton(new SecondFactorPolicy(Required: false));
            builder.Configuration["Limits:TokensPerPerson"] = builder.Configuration["Limits:TokensPerAddress"] = "1000000";
            // No face is read here, so no network is loaded.
            builder.Services.AddSingleton(new ServedModel("none"));
            builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, _, _) => throw new InvalidOperationException("The measurement reads no faces."), null));
        });
        await app.OpenAsync(TextWriter.Null);
        try
        {
            var (scope, session, frames, password) = await HoldAsync(app.Services, minutes);
            var timelines = app.Services.GetRequiredService<SessionTimelines>();
            var assessment = app.Services.GetRequiredService<SessionAssessment>();
            var points = (await timelines.ForSessionAsync(scope, session)).Tier?.Bins.Count ?? 0;
            if (points is 0 or > SessionArchive.MostPoints) throw new InvalidOperationException($"Timeline: expected 1 to {SessionArchive.MostPoints} points, found {points}.");
            var read = await TimeAsync(async () =>
            {
                await timelines.ForSessionAsync(scope, session);
                await assessment.FindingsAsync(scope, session.PublicId);
                await assessment.SignalsAsync(scope, session.PublicId);
            });
            var finer = await TimeAsync(async () => await timelines.FinerAsync(scope, session.PublicId, new(60_000, 120_000)));
            var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
            using var reader = await SignedInReader.EnterAsync(address, "clinician", password);
            var characters = 0;
            var page = await TimeAsync(async () =>
            {
                var text = await reader.ReadAsync($"/sessions/{session.PublicId}/review");
                if (!text.Contains("data-testid=\"timeline-chart\"", StringComparison.Ordinal)) throw new InvalidOperationException("Review page: expected its timeline, found none.");
                characters = text.Length;
            });
            var seen = browser ? await ReviewBrowser.MeasureAsync(address, "clinician", password, session.PatientId, session.PublicId) : null;
            return json
                ? JsonSerializer.Serialize(new
                {
                    minutes, frames, points, read_p50_ms = read.P50, read_p95_ms = read.P95, finer_p50_ms = finer.P50, finer_p95_ms = finer.P95,
                    page_p50_ms = page.P50, page_p95_ms = page.P95, page_characters = characters, repetitions = Timed,
                    browser = seen is null ? null : new
                    {
                        version = seen.Browser, openings = seen.Openings, click_p50_ms = seen.Click.P50, click_p95_ms = seen.Click.P95, load_p50_ms = seen.Load.P50, load_p95_ms = seen.Load.P95,
                        scroll = Fields(seen.Scroll), zoom = Fields(seen.Zoom), pan = Fields(seen.Pan),
                    },
                }) + "\n"
                : string.Create(CultureInfo.InvariantCulture, $"Review of a session of {minutes} minutes, {frames} frames, {points} points drawn; {Timed} times each:\n")
                    + Line("read model", read) + Line("zoomed in, one minute", finer) + Line("whole page over HTTP", page) + $"  page: {characters / 1024} K characters\n" + (seen is null ? "" : ReviewBrowser.Text(seen));
        }
        finally
        {
            await app.StopAsync();
        }
    }

    private static object Fields(Smoothness moved) => new { frames = moved.Frames, later_than_33_ms = moved.Late, frame_p95_ms = moved.P95 };

    private static string Line(string what, Times took) => string.Create(CultureInfo.InvariantCulture, $"  {what,-22} p50 {took.P50,7:0.0} ms, p95 {took.P95,7:0.0} ms\n");

    // The session goes through journal, course and assessment as a real one does.
    private static async Task<(CareScope Scope, SessionRow Session, int Frames, string Password)> HoldAsync(IServiceProvider app, int minutes)
    {
        var password = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";
        var (id, problems) = await app.GetRequiredService<StaffRegister>().CreateAsync(new NewAccount("clinician", "Sample clinician", password, [Roles.Clinician]), actor: null);
        var scope = new CareScope(id ?? throw new InvalidOperationException(string.Join(" ", problems)));
        var teams = app.GetRequiredService<CareTeams>();
        var team = await teams.CreateAsync("Sample team", actor: null);
        await teams.JoinAsync(team, scope.StaffId, actor: null);
        var patient = await app.GetRequiredService<PatientRegister>().CreateAsync(scope, new NewPatient(team, "Sample patient", "S-0001", 1980));
        var session = await app.GetRequiredService<SessionSchedule>().CreateAsync(scope, patient, SessionContext.Conversation, TimeProvider.System.GetUtcNow());
        await app.GetRequiredService<ConsentLedger>().GiveAsync(session.Id, ConsentText.Current);
        var course = app.GetRequiredService<SessionCourse>();
        await course.BeginAsync(session.Id, "synthetic");
        var series = new SyntheticSession { Seconds = minutes * 60, FramesPerSecond = FramesPerSecond, EmotionsPerSecond = EmotionsPerSecond, BaselineSeconds = 0 }.Build();
        var journal = app.GetRequiredService<SessionJournal>();
        foreach (var frame in series.Frames) await journal.AppendAsync(session.Id, frame);
        foreach (var emotion in series.Emotions) await journal.AppendAsync(session.Id, emotion);
        await journal.FlushAsync();
        await app.GetRequiredService<ContextMarks>().SetAsync(scope, session.PublicId, 60_000, SessionContext.Reading);
        await app.GetRequiredService<ContextMarks>().SetAsync(scope, session.PublicId, 120_000, SessionContext.Conversation);
        await course.EndAsync(session.Id, series.DurationMs);
        await app.GetRequiredService<SessionAssessment>().ConcludeAsync(session.Id);
        return (scope, (await app.GetRequiredService<SessionSchedule>().FindAsync(scope, session.PublicId))!, series.Frames.Count, password);
    }

    private static async Task<Times> TimeAsync(Func<Task> work)
    {
        var times = new List<double>();
        for (var round = 0; round < WarmUp + Timed; round++)
        {
            var clock = Stopwatch.StartNew();
            await work();
            if (round >= WarmUp) times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return Times.Of(times);
    }
}
