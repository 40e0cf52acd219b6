using System.Globalization;
using FerCare.Clinic.Sealing;

namespace FerCare.Clinic.Storage;

/// <summary>Whole copies of the database while it is in use. Never copy the file itself: what is still in the write-ahead log would be missing.</summary>
public sealed class ClinicBackup(ClinicDatabase database, TimeProvider time)
{
    /// <summary>Writes a consistent copy to a file that does not exist yet; it appears under its name only when it is complete.</summary>
    /// <exception cref="IOException">The file exists.</exception>
    public Task WriteAsync(string path, CancellationToken cancel = default) => Task.Run(() =>
    {
        var target = Path.GetFullPath(path);
        if (File.Exists(target)) throw new IOException($"Backup {target}: expected a new file, found one that exists.");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var unfinished = target + ".unfinished";
        File.Delete(unfinished);
        // SQLite fills an empty file, so the copy is never open to other accounts, not even while it is written.
        var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mine.UnixCreateMode = ClinicDatabase.Owner;
        new FileStream(unfinished, mine).Dispose();
        try
        {
            using (var connection = database.Open())
            using (var command = connection.CreateCommand())
            {
                command.CommandText = "VACUUM INTO $target;";
                command.CommandTimeout = 0;
                command.Parameters.AddWithValue("$target", unfinished);
                command.ExecuteNonQuery();
            }

            File.Move(unfinished, target);
        }
        catch
        {
            // On a full disk every further try would leave another one.
            File.Delete(unfinished);
            throw;
        }
    }, cancel);

    /// <summary>Writes the copy that is kept before a migration and returns its path.</summary>
    internal async Task<string> BeforeMigrationAsync(string lastMigration, CancellationToken cancel)
    {
        // Whoever calls is the only one who migrates: these are of starts that were killed.
        if (Directory.Exists(database.BackupFolder))
            foreach (var left in Directory.GetFiles(database.BackupFolder, "*.unfinished")) KeyFile.Shred(left);
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var path = Path.Combine(database.BackupFolder, $"{Path.GetFileNameWithoutExtension(database.Path)}-{lastMigration}-{stamp}.db");
        await WriteAsync(path, cancel);
        return path;
    }
}
