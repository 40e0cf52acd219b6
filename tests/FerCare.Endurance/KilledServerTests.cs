using System.Diagnostics;
using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Accounts;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Endurance;

/// <summary>kill -9, again and again, of the whole server in the midst of a session.</summary>
[Collection(Endurance.Alone)]
public sealed class KilledServerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-killed-").FullName;

    private string Data => Path.Combine(folder, "data");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_killed_while_it_writes_loses_nothing_it_acknowledged_and_the_patient_comes_back_by_themselves()
    {
        var rounds = Endurance.Either(20, 200);
        var address = Patient.FreeAddress();
        var random = new Random(20);
        (CareScope Scope, SessionRow Session, string Token) planned;
        await using (var app = await OpenAsync(address)) planned = await Patient.PlanAsync(app.Services);
        var (starts, losses, kills) = (new List<double>(), new List<double>(), new List<long>());
        long rows = 0, upTo = -1, readUpTo = -1;

        var (server, took) = await KilledServer.StartAsync(Data, address);
        await using var patient = await Patient.BeginAsync(address, planned);
        using var stop = new CancellationTokenSource();
        var streaming = patient.StreamAsync(_ => [1, 2, 3], stop.Token);
        for (var round = 0; round < rounds; round++)
        {
            starts.Add(took.TotalSeconds);
            // Not before the patient is back and something was stored; then at any moment of a transaction.
            var enough = server.Log.Rows + 5;
            for (var waited = Stopwatch.StartNew(); server.Log.Rows < enough && waited.Elapsed.TotalSeconds < 60;) await Task.Delay(20, Cancel);
            server.Log.Rows.ShouldBeGreaterThanOrEqualTo(enough, $"round {round}: the patient is not back");
            await Task.Delay(random.Next(700), Cancel);
            await server.KillAsync();

            var log = server.Log;
            (rows, upTo, readUpTo) = (rows + log.Rows, Math.Max(upTo, log.UpToMs), Math.Max(readUpTo, log.ReadUpToMs));
            var (stored, last, sound) = Stored(upTo);
            stored.ShouldBe(rows, $"round {round}: what was acknowledged up to {upTo} ms and what is stored");
            sound.ShouldBeTrue($"round {round}: every stored row is the one that was read");
            losses.Add(readUpTo - last);
            kills.Add(readUpTo);
            rows += StoredAfter(upTo); // stored without having been acknowledged: counts from now on
            upTo = Math.Max(upTo, last);
            server.Dispose();
            (server, took) = await KilledServer.StartAsync(Data, address);
        }

        await Task.Delay(1000, Cancel);
        await patient.FinishAsync();
        await stop.CancelAsync();
        await streaming;
        await server.KillAsync();
        server.Dispose();
        Endurance.Tell($"kill -9 while writing: {rounds} rounds, {rows} rows acknowledged and all there; unacknowledged loss {losses.Average():0} ms on average, {losses.Max():0} ms at most; ready after {starts.Order().ElementAt(starts.Count / 2):0.0} s (median), {starts.Max():0.0} s at most");

        losses.Max().ShouldBeLessThanOrEqualTo(1000, "milliseconds of readings that were never stored");
        // Half of the starts, so that a neighbour on the machine does not decide.
        starts.Order().ElementAt(starts.Count / 2).ShouldBeLessThan(10, "seconds until the server is ready");
        await using var after = await OpenAsync(address);
        var series = await after.Services.GetRequiredService<SessionArchive>().SeriesAsync(patient.Scope, patient.Session.PublicId, Cancel);
        foreach (var kill in kills) series!.Gaps.ShouldContain(g => g.FromMs <= kill + 1 && g.ToMs > kill - 1000, $"the gap of the kill at {kill} ms");
    }

    [Fact]
    public async Task A_migration_that_is_killed_is_finished_by_the_next_start()
    {
        var rounds = Endurance.Either(5, 20);
        var random = new Random(5);
        var struck = 0;
        // As long as one takes on this machine from its first byte on, so that most kills hit one.
        var takes = await UndisturbedAsync();
        for (var attempt = 0; struck < rounds && attempt < rounds * 20; attempt++)
        {
            var data = Path.Combine(folder, $"migration-{attempt}");
            using (var migrating = Migrate(data))
            {
                await BegunAsync(migrating, data);
                await Task.Delay(takes * random.NextDouble(), Cancel);
                if (migrating.HasExited) continue; // it was faster
                migrating.Kill();
                await migrating.WaitForExitAsync(Cancel);
                struck++;
            }

            using var again = Migrate(data);
            await again.WaitForExitAsync(Cancel);
            again.ExitCode.ShouldBe(0, $"attempt {attempt}");
            Scalar(data, "PRAGMA integrity_check;").ShouldBe("ok");
            ((long)Scalar(data, "SELECT count(*) FROM __EFMigrationsHistory;")).ShouldBe(Directory.GetFiles(Repository.At("migrations", "Clinic"), "*.Designer.cs").Length);
        }

        struck.ShouldBe(rounds, "kills that hit a migration");
        Endurance.Tell($"kill -9 in a migration: {struck} times, each finished by the next start");
    }

    private async Task<TimeSpan> UndisturbedAsync()
    {
        var data = Path.Combine(folder, "undisturbed");
        using var migrating = Migrate(data);
        await BegunAsync(migrating, data);
        var began = Stopwatch.GetTimestamp();
        await migrating.WaitForExitAsync(Cancel);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Waits until a migration has written something.</summary>
    private static async Task BegunAsync(Process migrating, string data)
    {
        var file = new FileInfo(Path.Combine(data, "fercare.db"));
        while (!migrating.HasExited)
        {
            file.Refresh();
            if (file is { Exists: true, Length: > 0 }) return;
            await Task.Delay(5, Cancel);
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<WebApplication> OpenAsync(Uri address)
    {
        var app = Program.Create(new ServeSettings(address.ToString(), Data), builder => builder.Services.AddSingleton(new SecondFactorPolicy(Required: false)));
        await ClinicStorage.MigrateAsync(app.Services);
        return app;
    }

    /// <summary>Rows up to a time, the latest time of all, and whether each is the one its time stands for.</summary>
    private (long Rows, long LastMs, bool Sound) Stored(long upToMs)
    {
        using var connection = Connect(Data);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM frame_samples ORDER BY t_ms;";
        using var reader = command.ExecuteReader();
        var (rows, last, sound) = (0L, -1L, true);
        while (reader.Read())
        {
            last = reader.GetInt64(reader.GetOrdinal("t_ms"));
            if (last <= upToMs) rows++;
            var box = KilledServer.FaceAt(last);
            sound &= (reader.GetInt32(reader.GetOrdinal("box_x")), reader.GetInt32(reader.GetOrdinal("box_y")), reader.GetInt32(reader.GetOrdinal("box_width"))) == (box.X, box.Y, box.Width);
        }

        return (rows, last, sound);
    }

    private long StoredAfter(long upToMs)
    {
        using var connection = Connect(Data);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM frame_samples WHERE t_ms > $upTo;";
        command.Parameters.AddWithValue("$upTo", upToMs);
        return (long)command.ExecuteScalar()!;
    }

    private static object Scalar(string data, string sql)
    {
        using var connection = Connect(data);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    private static SqliteConnection Connect(string data)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(data, "fercare.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static Process Migrate(string data)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FerCareCommand).Assembly.Location, "migrate", "--data", data]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }
}
