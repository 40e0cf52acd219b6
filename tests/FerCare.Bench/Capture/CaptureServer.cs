extern alias web;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using FerCare.Clinic.Access;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Accounts;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FerCare.Bench.Capture;

/// <summary>
/// The measured side, a process of its own: the app as it is served, on a free port of the loopback address. It takes one command a line
/// (staff, admit N, reset, report) and answers each with a line of JSON; at the end of its input it stops in order and so stores everything.
/// </summary>
internal static class CaptureServer
{
    public const string Verb = "capture-server";

    private const string UserName = "bench";

    public static async Task<int> RunAsync(string folder, bool demonstration, bool admission)
    {
        var settings = new ServeSettings("http://127.0.0.1:0", folder, demonstration);
        await using var app = web::Program.Create(settings, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            // Many patients behind one address are what is measured here, not the limits on them.
            builder.Configuration["Capture:JoinsPerMinute"] = "100000";
            builder.Configuration["Limits:TokensPerAddress"] = "1000000";
            builder.Configuration["Limits:AddressRefillPerSecond"] = "100000";
            builder.Configuration["Limits:TokensPerPerson"] = "1000000"; // one clinician asks more often than a person could
            if (!admission) builder.Configuration["Monitoring:MostSessions"] = "0";
        });
        await app.OpenAsync(TextWriter.Null);
        // A server that has been up for a while is measured, not its start.
        await app.Services.GetRequiredService<FrameScheduler>().Opened;
        using var watch = new LoadWatch(app.Services.GetRequiredService<SessionJournal>());
        Answer(new { address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() });
        var team = await FoundTeamAsync(app.Services);
        while (await Console.In.ReadLineAsync() is { } command)
        {
            switch (command.Split(' '))
            {
                case ["staff"]:
                    Answer(await StaffAsync(app.Services, team));
                    break;
                case ["admit", var count]:
                    Answer(await AdmitAsync(app.Services, team, int.Parse(count)));
                    break;
                case ["reset"]:
                    watch.Reset();
                    Answer(new { });
                    break;
                case ["report"]:
                    await app.Services.GetRequiredService<SessionJournal>().FlushAsync();
                    Answer(watch.Report());
                    break;
                default:
                    throw new InvalidOperationException($"{Verb}: expected staff, admit N, reset or report, found {command}.");
            }
        }

        await app.StopAsync();
        return 0;
    }

    private static void Answer<T>(T what)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(what));
        Console.Out.Flush();
    }

    private static async Task<BenchTeam> FoundTeamAsync(IServiceProvider app)
    {
        var password = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";
        var (id, problems) = await app.GetRequiredService<StaffRegister>().CreateAsync(
            new NewAccount(UserName, "Sample clinician", password, [Roles.Clinician]), actor: null);
        var scope = new CareScope(id ?? throw new InvalidOperationException(string.Join(" ", problems)));
        var teams = app.GetRequiredService<CareTeams>();
        var team = await teams.CreateAsync("Bench team", actor: null);
        await teams.JoinAsync(team, scope.StaffId, actor: null);
        return new(scope, team, password);
    }

    /// <summary>The team's clinician also gets to see the demonstration's patients, of whom there are sessions to review.</summary>
    private static async Task<BenchStaff> StaffAsync(IServiceProvider app, BenchTeam care)
    {
        var teams = app.GetRequiredService<CareTeams>();
        foreach (var other in (await teams.AllAsync()).Where(t => t.Id != care.Team)) await teams.JoinAsync(other.Id, care.Scope.StaffId, actor: null);
        var schedule = app.GetRequiredService<SessionSchedule>();
        var held = await schedule.HeldAsync(care.Scope, null, null, null);
        if (held.Count == 0 || await schedule.FindAsync(care.Scope, held[0]) is not { } session) throw new InvalidOperationException("Expected sessions in the demonstration database, found none.");
        return new(UserName, care.Password, ["/", $"/patients/{session.PatientId}", $"/sessions/{session.PublicId}/review"]);
    }

    private static async Task<List<Invitation>> AdmitAsync(IServiceProvider app, BenchTeam care, int count)
    {
        var made = new List<Invitation>();
        for (var i = 0; i < count; i++)
        {
            var patient = await app.GetRequiredService<PatientRegister>().CreateAsync(care.Scope, new NewPatient(care.Team, "Sample patient", Guid.NewGuid().ToString("N"), null));
            var session = await app.GetRequiredService<SessionSchedule>().CreateAsync(care.Scope, patient, SessionContext.Rest, TimeProvider.System.GetUtcNow());
            made.Add(new(session.Id, (await app.GetRequiredService<JoinLinks>().IssueAsync(care.Scope, session.Id)).Token));
        }

        return made;
    }
}

/// <summary>Who admits the patients.</summary>
internal sealed record BenchTeam(CareScope Scope, Guid Team, string Password);

/// <summary>A session and the secret of its link.</summary>
internal sealed record Invitation(long Session, string Token);

/// <summary>What the server's side counted since the last reset. Ages and times in milliseconds, memory in bytes.</summary>
/// <param name="StagesMs">Median and 99th percentile of each stage of the readings, of the frames in which it took place.</param>
/// <param name="FramesStoredBySession">Frame samples acknowledged of each session.</param>
internal sealed record ServerCounts(
    long Arrived, long Read, long Shed, long Refused, double[] AgesMs, double[] WaitingMs, double[] ReadingMs, Dictionary<string, double[]> StagesMs, long RowsAcknowledged,
    Dictionary<long, long> FramesStoredBySession, long MostMemory, double ProcessorShare);

/// <summary>Follows the app's own instruments and the journal's acknowledgements.</summary>
internal sealed class LoadWatch : IDisposable
{
    private const string Stages = LoadFigures.Stage + " ";
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private readonly SessionJournal journal;
    private readonly Timer beat;
    private Dictionary<string, long> counts = [];
    private Dictionary<string, List<double>> times = [];
    private Dictionary<long, long> stored = [];
    private long rowsBefore, mostMemory, since;
    private TimeSpan processorBefore;

    public LoadWatch(SessionJournal journal)
    {
        this.journal = journal;
        journal.Acknowledged += done => { lock (gate) stored[done.SessionId] = stored.GetValueOrDefault(done.SessionId) + done.Frames; };
        listener.InstrumentPublished = (instrument, follow) =>
        {
            if (instrument.Meter.Name == LoadFigures.MeterName) follow.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => { lock (gate) counts[instrument.Name] = counts.GetValueOrDefault(instrument.Name) + value; });
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            var name = instrument.Name == LoadFigures.Stage && tags.Length > 0 ? Stages + tags[0].Value : instrument.Name;
            lock (gate)
            {
                if (!times.TryGetValue(name, out var all)) times[name] = all = [];
                all.Add(Math.Round(value * 1000, 3));
            }
        });
        listener.Start();
        Reset();
        beat = new Timer(_ => Interlocked.Exchange(ref mostMemory, Math.Max(Interlocked.Read(ref mostMemory), Environment.WorkingSet)), null, Every, Every);
    }

    public void Reset()
    {
        lock (gate)
        {
            (counts, times, stored) = ([], [], []);
            rowsBefore = journal.Health.Acknowledged;
            processorBefore = Environment.CpuUsage.TotalTime;
            since = Stopwatch.GetTimestamp();
            Interlocked.Exchange(ref mostMemory, Environment.WorkingSet);
        }
    }

    public ServerCounts Report()
    {
        lock (gate)
        {
            var share = (Environment.CpuUsage.TotalTime - processorBefore) / Stopwatch.GetElapsedTime(since) / Environment.ProcessorCount;
            return new(Count(LoadFigures.Arrived), Count(LoadFigures.Read), Count(LoadFigures.Shed), Count(LoadFigures.Refused),
                Times(LoadFigures.Age), Times(LoadFigures.Waiting), Times(LoadFigures.Reading),
                times.Where(t => t.Key.StartsWith(Stages, StringComparison.Ordinal)).ToDictionary(t => t.Key[Stages.Length..], t => new[] { CaptureStep.At([.. t.Value], 0.5), CaptureStep.At([.. t.Value], 0.99) }),
                journal.Health.Acknowledged - rowsBefore,
                new(stored), Interlocked.Read(ref mostMemory), share);
        }
    }

    public void Dispose()
    {
        beat.Dispose();
        listener.Dispose();
    }

    private long Count(string name) => counts.GetValueOrDefault(name);

    private double[] Times(string name) => times.TryGetValue(name, out var all) ? [.. all] : [];
}
