using FerCare.Clinic.Rights;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>The database was written by a later version of the program.</summary>
public sealed class DatabaseTooNewException(string path, string migration)
    : Exception($"Database {path}: expected one that this version of FerCare knows, found the later change \"{migration}\". Start the version that wrote it, or a newer one.");

/// <summary>Another process holds the database.</summary>
public sealed class DatabaseInUseException(string path, string what)
    : Exception($"Database {path}: expected that no other FerCare process {what} it, found one that does.");

/// <summary>Brings the database to the form this version needs, so that a start after any kind of crash recovers by itself.</summary>
internal sealed class DatabaseStart(
    ClinicDatabase database, IDbContextFactory<ClinicContext> contexts, ClinicBackup backup, SealStart seals, AuditStart audit, PatientErasure erasure, SampleErasure samples, DiskScrub scrub, TimeProvider time, ILogger<DatabaseStart> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task MigrateAsync(CancellationToken cancel)
    {
        database.RequireWritable();
        using var held = await FileLock.TakeAsync(database.Path + ".migrating", Patience, time, cancel)
            ?? throw new DatabaseInUseException(database.Path, "migrates");
        database.Protect();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var known = context.Database.GetMigrations().ToList();
        if (known.Count == 0) throw new InvalidOperationException("Migrations: expected at least one in FerCare.Migrations, found none. Is the assembly beside the program?");

        // Before a change copies the database: that copy holds nothing erased and is the way back.
        if (scrub.CopiesAreOwed) scrub.DestroyCopies();
        var applied = ReadApplied();
        if (applied.Except(known).FirstOrDefault() is { } later) throw new DatabaseTooNewException(database.Path, later);
        var pending = known.Except(applied).ToList();
        if (pending.Count > 0)
        {
            if (applied.Count > 0) log.LogInformation("Database backed up to {Copy} before it is changed", await backup.BeforeMigrationAsync(applied[^1], cancel));
            await context.Database.MigrateAsync(cancel);
        }

        await seals.OpenAsync(context, cancel);
        await audit.OpenAsync(context, cancel);
        var again = await erasure.RepeatAsync(context, cancel);
        if (again > 0) log.LogWarning("{Count} patients who had been erased were in this copy of the database and were erased again", again);
        var sessions = await samples.RepeatAsync(context, cancel);
        if (sessions > 0) log.LogWarning("{Count} sessions that had been withdrawn and erased were in this copy of the database and were erased again", sessions);
    }

    /// <summary>The migrations a database has, in order; also clears what a killed migration left and turns the write-ahead log on.</summary>
    private List<string> ReadApplied()
    {
        using var connection = database.Open();
        Execute(connection, "PRAGMA journal_mode=WAL;");
        if (Exists(connection, "__EFMigrationsLock"))
        {
            // Under our own lock nobody can be migrating, so a row here was left by a process that died; EF would wait for it for ever.
            var stale = Execute(connection, "DELETE FROM \"__EFMigrationsLock\";");
            if (stale > 0) log.LogWarning("A migration was interrupted earlier; its lock was cleared");
        }

        if (!Exists(connection, "__EFMigrationsHistory")) return [];
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT MigrationId FROM \"__EFMigrationsHistory\" ORDER BY MigrationId;";
        using var reader = command.ExecuteReader();
        var applied = new List<string>();
        while (reader.Read()) applied.Add(reader.GetString(0));
        return applied;
    }

    private static bool Exists(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $name;";
        command.Parameters.AddWithValue("$name", table);
        return (long)command.ExecuteScalar()! > 0;
    }

    private static int Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
