extern alias web;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Storage;
using FerCare.Web.Accounts;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FerCare.Bench;

/// <summary>How long a patient's trend takes on a real database: what is asked of the database, and the whole page as a signed-in clinician gets it.</summary>
internal static class TrendBench
{
    private const int DefaultSessions = 100, WarmUp = 5, Timed = 25;

    /// <summary>Fills a database of its own, times it, and tells the medians; null where the arguments are not understood.</summary>
    public static async Task<string?> RunAsync(string[] arguments)
    {
        var (json, sessions) = (false, DefaultSessions);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--json") json = true;
            else if (arguments[i] == "--sessions" && i + 1 < arguments.Length && int.TryParse(arguments[i + 1], out sessions) && sessions is >= 1 and <= 500) i++;
            else return null;
        }

        var folder = Directory.CreateTempSubdirectory("fercare-bench-");
        try
        {
            return await MeasureAsync(folder.FullName, sessions, json);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> MeasureAsync(string folder, int sessions, bool json)
    {
        var settings = new ServeSettings("http://127.0.0.1:0", folder);
        await using var app = web::Program.Create(settings, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            // The page is timed, not the sign-in.
            builder.Services.AddSingleton(new SecondFactorPolicy(Required: false));
            // No face is read here, so no network is loaded.
            builder.Services.AddSingleton(new ServedModel("none"));
            builder.Services.AddSingleton<OpenReaders>(() => new OpenReader((_, _, _, _) => throw new InvalidOperationException("The measurement reads no faces."), null));
        });
        // Filled before the app is started: two journals may not write to one database.
        await ClinicStorage.MigrateAsync(app.Services);
        var filled = await LongCourse.FillAsync(app.Services, settings.DatabasePath, sessions);
        await app.OpenAsync(TextWriter.Null);
        try
        {
            var trend = app.Services.GetRequiredService<PatientTrend>();
            var shown = await trend.ForPatientAsync(filled.Scope, filled.Patient);
            if (shown.Sessions.Count != sessions || shown.Sessions.Count(s => s.Indices.Any(i => i.Index is not null)) < sessions - 3)
                throw new InvalidOperationException($"Trend: expected {sessions} sessions with an index from the fourth on, found {shown.Sessions.Count}.");
            var query = await MedianAsync(async () => await trend.ForPatientAsync(filled.Scope, filled.Patient));
            using var reader = await SignedInReader.EnterAsync(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), filled.UserName, filled.Password);
            var bytes = 0;
            var page = await MedianAsync(async () => bytes = (await reader.ReadAsync($"/patients/{filled.Patient}/trend")).Length);
            return json
                ? JsonSerializer.Serialize(new { sessions, forms = shown.Forms.Count, query_ms = Math.Round(query, 1), page_ms = Math.Round(page, 1), page_characters = bytes, repetitions = Timed }) + "\n"
                : string.Create(CultureInfo.InvariantCulture, $"Trend of a patient with {sessions} assessed sessions and {shown.Forms.Count} questionnaires, medians of {Timed}:\n  asked of the database  {query,7:0.0} ms\n  whole page over HTTP   {page,7:0.0} ms ({bytes / 1024} K characters)\n");
        }
        finally
        {
            await app.StopAsync();
        }
    }

    private static async Task<double> MedianAsync(Func<Task> work)
    {
        var times = new List<double>();
        for (var round = 0; round < WarmUp + Timed; round++)
        {
            var clock = Stopwatch.StartNew();
            await work();
            if (round >= WarmUp) times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return times.Order().ElementAt(Timed / 2);
    }
}
