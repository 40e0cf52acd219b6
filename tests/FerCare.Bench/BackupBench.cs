using System.Diagnostics;
using System.Globalization;
using FerCare.Clinic.Access;
using FerCare.Clinic.Backups;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Bench;

/// <summary>How long an encrypted backup of a large database takes, and putting it back. The samples are made up and lie in a temporary folder.</summary>
internal static class BackupBench
{
    public const int DefaultMegabytes = 300;

    /// <summary>Fills a database, backs it up, puts it back and says how long that took; whether as many samples came back.</summary>
    public static async Task<bool> RunAsync(int megabytes, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("fercare-bench-");
        try
        {
            await using var services = new ServiceCollection().AddClinic(Path.Combine(folder.FullName, "data", "clinic.db")).BuildServiceProvider();
            await ClinicStorage.MigrateAsync(services);
            var database = services.GetRequiredService<ClinicDatabase>();
            var samples = Fill(database, await SessionAsync(services), megabytes);
            var keyFile = Path.Combine(folder.FullName, "key");
            await File.WriteAllTextAsync(keyFile, new string('5', 64));
            var key = BackupKey.Read(keyFile);
            var (file, back) = (Path.Combine(folder.FullName, "clinic.fercare"), Path.Combine(folder.FullName, "back"));
            var clock = Stopwatch.StartNew();
            var bytes = await services.GetRequiredService<BackupWriter>().WriteDataAsync(file, key);
            var written = clock.Elapsed;
            clock.Restart();
            await BackupRestore.RestoreAsync(file, back, key);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{bytes / 1e6:0} MB, {samples} samples: written and read back in {written.TotalSeconds:0.0} s, checked and put back in {clock.Elapsed.TotalSeconds:0.0} s, .NET {Environment.Version}, {Environment.ProcessorCount} cores."));
            return Count(new ClinicDatabase(Path.Combine(back, "clinic.db"))) == samples;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<long> SessionAsync(ServiceProvider services)
    {
        var staff = new StaffAccount { Id = Guid.NewGuid(), UserName = "bench", DisplayName = "Sample clinician" };
        await using (var context = await services.GetRequiredService<IDbContextFactory<Clinic.ClinicContext>>().CreateDbContextAsync())
        {
            context.Users.Add(staff);
            await context.SaveChangesAsync();
        }

        var teams = services.GetRequiredService<CareTeams>();
        var team = await teams.CreateAsync("North", staff.Id);
        await teams.JoinAsync(team, staff.Id, staff.Id);
        var scope = new CareScope(staff.Id);
        var patient = await services.GetRequiredService<PatientRegister>().CreateAsync(scope, new NewPatient(team, "Sample patient", "B-1", null));
        return (await services.GetRequiredService<SessionSchedule>().CreateAsync(scope, patient, SessionContext.Rest, DateTimeOffset.UnixEpoch)).Id;
    }

    private static long Fill(ClinicDatabase database, long session, int megabytes)
    {
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = """
            WITH RECURSIVE n(i) AS (SELECT $from UNION ALL SELECT i + 1 FROM n WHERE i < $from + 199999)
            INSERT INTO frame_samples SELECT $session, i * 40, 0, 200 + abs(random()) % 90, 120 + abs(random()) % 90, 190, 190, abs(random()) % 4000, abs(random()) % 4000,
                random() % 3000, random() % 3000, random() % 3000, abs(random()) % 9000 FROM n;
            """;
        command.Parameters.AddWithValue("$session", session);
        var from = command.Parameters.AddWithValue("$from", 0L);
        var samples = 0L;
        while (new FileInfo(database.Path).Length < megabytes * 1_000_000L)
        {
            from.Value = samples;
            command.ExecuteNonQuery();
            samples += 200_000;
        }

        return samples;
    }

    private static long Count(ClinicDatabase database)
    {
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM frame_samples;";
        return (long)command.ExecuteScalar()!;
    }
}
