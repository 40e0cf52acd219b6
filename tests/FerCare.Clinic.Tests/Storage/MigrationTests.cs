using FerCare.Clinic.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FerCare.Clinic.Tests.Storage;

public sealed class MigrationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrations_hold_everything_that_is_in_the_model()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await using var context = await clinic.ContextAsync();
        context.Database.HasPendingModelChanges().ShouldBeFalse("add a migration: dotnet ef migrations add NAME --project migrations --output-dir Clinic");
    }

    [Fact]
    public async Task An_empty_folder_becomes_a_database_with_a_write_ahead_log_and_full_synchronisation()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        using var connection = clinic.Database.Open();
        Scalar(connection, "PRAGMA journal_mode;").ShouldBe("wal");
        Scalar(connection, "PRAGMA synchronous;").ShouldBe(2L);
        Scalar(connection, "PRAGMA foreign_keys;").ShouldBe(1L);
        await using var context = await clinic.ContextAsync();
        await context.Database.OpenConnectionAsync(Cancel);
        Scalar((SqliteConnection)context.Database.GetDbConnection(), "PRAGMA synchronous;").ShouldBe(2L);
    }

    [Theory]
    [InlineData("frame_samples")]
    [InlineData("emotion_samples")]
    [InlineData("emotion_rollups")]
    public async Task The_series_are_strict_tables_without_a_rowid(string table)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        using var connection = clinic.Database.Open();
        Scalar(connection, $"SELECT wr FROM pragma_table_list WHERE name = '{table}';").ShouldBe(1L);
        Scalar(connection, $"SELECT strict FROM pragma_table_list WHERE name = '{table}';").ShouldBe(1L);
    }

    [Fact]
    public async Task A_lock_left_by_a_killed_migration_is_cleared()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        using (var connection = clinic.Database.Open())
        {
            Execute(connection, "CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL);");
            Execute(connection, "INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01');");
            Execute(connection, "DELETE FROM \"__EFMigrationsHistory\" WHERE 0;");
        }

        await ClinicStorage.MigrateAsync(clinic.Services, Cancel).WaitAsync(TimeSpan.FromSeconds(120), Cancel);
        (await clinic.CountAsync("__EFMigrationsLock")).ShouldBe(0);
    }

    [Fact]
    public async Task A_migration_killed_before_its_first_table_is_finished_by_the_next_start()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(migrate: false);
        using (var connection = clinic.Database.Open())
        {
            Execute(connection, "CREATE TABLE \"__EFMigrationsLock\" (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL);");
            Execute(connection, "INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01');");
        }

        await ClinicStorage.MigrateAsync(clinic.Services, Cancel).WaitAsync(TimeSpan.FromSeconds(120), Cancel);
        (await clinic.CountAsync("patients")).ShouldBe(0);
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_refused_and_left_alone()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var known = await clinic.CountAsync("__EFMigrationsHistory");
        using (var connection = clinic.Database.Open())
            Execute(connection, "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_FromTheFuture', '99.0');");
        var refused = await Should.ThrowAsync<DatabaseTooNewException>(() => ClinicStorage.MigrateAsync(clinic.Services, Cancel));
        refused.Message.ShouldContain("29990101000000_FromTheFuture");
        (await clinic.CountAsync("__EFMigrationsHistory")).ShouldBe(known + 1);
    }

    [Fact]
    public async Task A_database_of_an_earlier_version_is_backed_up_by_itself_before_it_is_changed()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(migrate: false);
        await using var context = await clinic.ContextAsync();
        var earlier = context.Database.GetMigrations().SkipLast(1).Last();
        await context.GetService<IMigrator>().MigrateAsync(earlier, Cancel);

        await ClinicStorage.MigrateAsync(clinic.Services, Cancel);

        var copy = Directory.GetFiles(clinic.Database.BackupFolder).ShouldHaveSingleItem();
        await using var connection = new SqliteConnection($"Data Source={copy};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(Cancel);
        Scalar(connection, "SELECT max(MigrationId) FROM \"__EFMigrationsHistory\";").ShouldBe(earlier);
        (await context.Database.GetPendingMigrationsAsync(Cancel)).ShouldBeEmpty();

        await ClinicStorage.MigrateAsync(clinic.Services, Cancel);
        Directory.GetFiles(clinic.Database.BackupFolder).Length.ShouldBe(1, "a start that changes nothing copies nothing");
    }

    [Fact]
    public async Task Two_starts_at_once_both_find_a_ready_database()
    {
        await using var one = await ClinicOnDisk.OpenAsync(migrate: false);
        await using var other = await ClinicOnDisk.OpenAsync(one.Folder, migrate: false);
        await Task.WhenAll(ClinicStorage.MigrateAsync(one.Services, Cancel), ClinicStorage.MigrateAsync(other.Services, Cancel));
        (await other.CountAsync("patients")).ShouldBe(0);
    }

    [Fact]
    public async Task A_backup_taken_before_a_change_holds_what_was_there()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        await clinic.PlannedAsync();
        var copy = await clinic.Get<ClinicBackup>().BeforeMigrationAsync("20260101000000_Some", Cancel);
        await using var connection = new SqliteConnection($"Data Source={copy};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(Cancel);
        Scalar(connection, "SELECT count(*) FROM patients;").ShouldBe(1L);
        Scalar(connection, "PRAGMA integrity_check;").ShouldBe("ok");
        Path.GetDirectoryName(copy).ShouldBe(clinic.Database.BackupFolder);
    }

    [Fact]
    public async Task The_database_its_log_and_its_copies_are_closed_to_other_accounts_of_the_machine()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no file modes.");
        else
        {
            await using var clinic = await ClinicOnDisk.OpenAsync();
            await clinic.PlannedAsync();
            var copy = Path.Combine(clinic.Folder, "copy.db");
            await clinic.Get<ClinicBackup>().WriteAsync(copy, Cancel);
            foreach (var file in new[] { clinic.Database.Path, clinic.Database.Path + "-wal", copy })
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    public void Only_the_storage_folder_knows_which_database_it_is()
    {
        var clinic = Repository.At("src", "FerCare.Clinic");
        var sources = Directory.GetFiles(clinic, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")).ToList();
        sources.Count.ShouldBeGreaterThan(30);
        sources.Where(f => Path.GetFileName(Path.GetDirectoryName(f)) != "Storage" && File.ReadAllText(f).Contains("sqlite", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Execute(SqliteConnection connection, string sql) => Scalar(connection, sql);
}
