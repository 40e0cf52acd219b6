using System.Diagnostics;
using FerCare.Clinic.Storage;

namespace FerCare.Bench.Capture;

/// <summary>
/// How many patients the server reads at once: real hub clients in this process send real JPEGs to the app in a process of its own,
/// over the loopback address, and both sides count.
/// </summary>
internal static class CaptureBench
{
    private const int MostWarmUps = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3), Drained = TimeSpan.FromMilliseconds(600);

    /// <summary>Measures and writes the figures.</summary>
    public static async Task RunAsync(CaptureLoad load, TextWriter output)
    {
        using var end = new CancellationTokenSource(CaptureLoad.Longest);
        var folder = Directory.CreateTempSubdirectory("fercare-bench-");
        try
        {
            var pictures = CameraPictures.Make(load.Width, load.Height);
            var steps = new List<CaptureStep>();
            CaptureStep? twice = null;
            await using (var server = await CaptureServerProcess.StartAsync(folder.FullName, load, end.Token))
            {
                using var clinician = load.Pages || (load.FindCapacity && !load.Empty) ? await BenchClinician.EnterAsync(server.Address, await server.AskAsync<BenchStaff>("staff", end.Token)) : null;
                var asking = load.Pages ? clinician : null;
                if (load.FindCapacity) await SearchAsync(server, load, pictures, asking, steps, end.Token);
                else steps.Add(await StepAsync(server, load, pictures, asking, end.Token));
                // What happens when twice as many come as can be read.
                if (load.FindCapacity && CaptureReport.Largest(steps) is { } largest) twice = await StepAsync(server, load with { Sessions = 2 * largest.Sessions }, pictures, clinician, end.Token);
                await server.StopAsync(end.Token);
            }

            // Counted in the file itself, after the process that wrote it has ended.
            var database = new ClinicDatabase(Path.Combine(folder.FullName, "fercare.db"));
            steps = [.. steps.Select(s => s with { RowsStored = RowsOf(database, s.SessionIds) })];
            twice = twice is null ? null : twice with { RowsStored = RowsOf(database, twice.SessionIds) };
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            await output.WriteAsync(load.Json ? CaptureReport.Json(load, steps, twice, pictures) : CaptureReport.Text(load, steps, twice, pictures));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Doubles the number of sessions until one is too many, then halves the distance to the last that was not.</summary>
    private static async Task SearchAsync(CaptureServerProcess server, CaptureLoad load, byte[][] pictures, BenchClinician? clinician, List<CaptureStep> steps, CancellationToken cancel)
    {
        var (good, bad, next) = (0, load.Most + 1, Math.Min(load.Sessions, load.Most));
        while (next > good && next < bad)
        {
            var step = await StepAsync(server, load with { Sessions = next }, pictures, clinician, cancel);
            steps.Add(step);
            if (step.TooMuch is null) good = next;
            else bad = next;
            next = bad > load.Most ? Math.Min(2 * good, load.Most) : (good + bad) / 2;
        }
    }

    private static async Task<CaptureStep> StepAsync(CaptureServerProcess server, CaptureLoad load, byte[][] pictures, BenchClinician? clinician, CancellationToken cancel)
    {
        var invited = await server.AskAsync<List<Invitation>>($"admit {load.Sessions}", cancel);
        var patients = invited.Select(_ => new BenchPatient(server.Address, load.FramesPerSecond)).ToList();
        try
        {
            foreach (var (patient, invitation) in patients.Zip(invited)) await patient.JoinAsync(invitation.Token, cancel);
            // The camera check: it is read and not recorded, lets the compiler and the caches get ready, and the server ask for all
            // frames again where the newcomers had made it ask for fewer.
            for (var round = 0; round < MostWarmUps && (round == 0 || !patients.All(p => p.IsAskedForAll)); round++) await StreamAsync(patients, load, pictures, WarmUp, cancel);
            await Task.Delay(Drained, cancel);
            var begun = 0;
            foreach (var patient in patients.Where(p => p.Dismissed is null)) begun += await patient.BeginAsync(cancel) ? 1 : 0;
            await server.AskAsync<object>("reset", cancel);
            patients.ForEach(p => p.ForgetCounts());
            var (processor, since) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            var pages = clinician?.AskAsync(since + load.Seconds * Stopwatch.Frequency, cancel) ?? Task.FromResult(new List<double>());
            await StreamAsync(patients, load, pictures, TimeSpan.FromSeconds(load.Seconds), cancel);
            var clients = (Environment.CpuUsage.TotalTime - processor) / Stopwatch.GetElapsedTime(since) / Environment.ProcessorCount;
            var counted = await DrainedAsync(server, cancel);
            return CaptureStep.Of(load, invited, [.. patients.Select(p => p.Counts())], counted, clients, begun, await pages);
        }
        finally
        {
            foreach (var patient in patients) await patient.DisposeAsync();
        }
    }

    /// <summary>The server's counts once nothing waits to be read any more.</summary>
    private static async Task<ServerCounts> DrainedAsync(CaptureServerProcess server, CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(Drained, cancel);
            var counted = await server.AskAsync<ServerCounts>("report", cancel);
            if (counted.Read + counted.Shed + counted.Refused >= counted.Arrived) return counted;
        }
    }

    private static Task StreamAsync(List<BenchPatient> patients, CaptureLoad load, byte[][] pictures, TimeSpan length, CancellationToken cancel)
    {
        var until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        return Task.WhenAll(patients.Select((patient, i) => patient.StreamAsync(pictures, until, (double)i / load.Sessions, cancel)));
    }

    private static long RowsOf(ClinicDatabase database, IEnumerable<long> sessions)
    {
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        var list = string.Join(',', sessions);
        command.CommandText = $"SELECT (SELECT count(*) FROM frame_samples WHERE session_id IN ({list})) + (SELECT count(*) FROM emotion_samples WHERE session_id IN ({list}));";
        return (long)command.ExecuteScalar()!;
    }
}
