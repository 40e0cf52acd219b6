using System.Formats.Tar;
using System.Text.Json;
using FerCare.Clinic.Backups;
using FerCare.Clinic.Sealing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Storage;

/// <summary>
/// Puts a backup back into an empty data folder. Everything is unpacked and checked in a hidden folder first, which is gone at the end whatever
/// happens: where anything is wrong, nothing else is written. It lies inside, because beside a volume that is mounted is another disk.
/// </summary>
public static class BackupRestore
{
    /// <summary>Puts back a backup of data, or of keys, and returns what it was.</summary>
    /// <param name="from">The backup.</param>
    /// <param name="folder">The data folder; made where it is missing. Data may join keys that are there already, and keys data.</param>
    /// <exception cref="BackupRefusedException">Another key, an altered or truncated file, a folder that is not empty, a database that is not whole.</exception>
    /// <exception cref="DatabaseTooNewException">A later version wrote the database.</exception>
    /// <exception cref="IOException">The folder cannot be written, or belongs to another account than the root that would write.</exception>
    public static async Task<BackupManifest> RestoreAsync(string from, string folder, BackupKey key, CancellationToken cancel = default)
    {
        if (!File.Exists(from)) throw new BackupRefusedException($"Backup {from}: expected a file, found none.");
        var target = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        if (File.Exists(target)) throw new BackupRefusedException($"Folder {target}: expected an empty folder, found a file.");
        FolderOwner.RequireOurs(target);
        var isNew = !Directory.Exists(target);
        var hidden = Path.Combine(target, $"{DataFolder.Restoring}{Guid.NewGuid():N}");
        await using var file = File.OpenRead(from);
        var header = BackupHeader.Read(file, key, from);
        try
        {
            // The target first: a parent that is made on the way would be open to other accounts.
            KeyFile.CreateFolder(target);
            KeyFile.CreateFolder(hidden);
            BackupManifest manifest;
            await using (var body = new OpenedBackup(file, header.FileKey, from)) manifest = await UnpackAsync(body, from, hidden, target, cancel);
            if (manifest.Database is { } name) await CheckAsync(Path.Combine(hidden, name), from, cancel);
            if (manifest.Kind == BackupKind.Keys)
            {
                if (Directory.Exists(Path.Combine(target, "keys"))) Directory.Delete(Path.Combine(target, "keys"));
                Directory.Move(hidden, Path.Combine(target, "keys"));
            }
            else
            {
                foreach (var entry in Directory.EnumerateFileSystemEntries(hidden).ToList()) Directory.Move(entry, Path.Combine(target, Path.GetFileName(entry)));
            }

            return manifest;
        }
        finally
        {
            if (Directory.Exists(hidden)) Directory.Delete(hidden, true);
            if (isNew && Directory.Exists(target) && !Directory.EnumerateFileSystemEntries(target).Any()) Directory.Delete(target);
        }
    }

    private static async Task<BackupManifest> UnpackAsync(Stream body, string from, string hidden, string target, CancellationToken cancel)
    {
        BackupManifest? manifest = null;
        await using var tar = new TarReader(body, leaveOpen: true);
        try
        {
            while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
            {
                if (entry.DataStream is null && entry.Length > 0) throw new InvalidDataException();
                if (manifest is null)
                {
                    if (entry.Name != BackupManifest.EntryName) throw new InvalidDataException();
                    manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(entry.DataStream!, cancellationToken: cancel) ?? throw new InvalidDataException();
                    RequireRoom(manifest.Kind, target, hidden);
                    continue;
                }

                await WriteAsync(entry, hidden, cancel);
            }

            // What follows the last entry is checked as well.
            await body.CopyToAsync(Stream.Null, cancel);
        }
        catch (Exception odd) when (odd is InvalidDataException or JsonException or FormatException or EndOfStreamException)
        {
            throw new BackupRefusedException($"Backup {from}: expected an archive as FerCare writes it, found something else.");
        }

        return manifest ?? throw new BackupRefusedException($"Backup {from}: expected a list of what it holds, found none.");
    }

    private static async Task WriteAsync(TarEntry entry, string hidden, CancellationToken cancel)
    {
        var path = Path.GetFullPath(Path.Combine(hidden, entry.Name));
        if (entry.EntryType != TarEntryType.RegularFile || !path.StartsWith(hidden + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new InvalidDataException();
        KeyFile.CreateFolder(Path.GetDirectoryName(path)!);
        var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 20 };
        if (!OperatingSystem.IsWindows()) mine.UnixCreateMode = ClinicDatabase.Owner;
        await using var file = new FileStream(path, mine);
        if (entry.DataStream is { } data) await data.CopyToAsync(file, 1 << 20, cancel);
        file.Flush(flushToDisk: true);
    }

    private static void RequireRoom(BackupKind kind, string target, string hidden)
    {
        if (Directory.EnumerateDirectories(target, DataFolder.Restoring + "*").FirstOrDefault(f => f != hidden) is { } other)
            throw new BackupRefusedException($"Folder {target}: found {Path.GetFileName(other)}, of a restore that is under way or was cut off. If none is under way, delete it.");
        var keys = Path.Combine(target, "keys");
        if (kind == BackupKind.Keys)
        {
            if (Directory.Exists(keys) && Directory.EnumerateFileSystemEntries(keys).Any()) throw new BackupRefusedException($"Folder {keys}: expected none or an empty one, found keys. They are not overwritten.");
            return;
        }

        if (Directory.EnumerateFileSystemEntries(target).FirstOrDefault(e => e != keys && e != hidden && Path.GetFileName(e) != DataFolder.OfFileSystem) is { } found)
            throw new BackupRefusedException($"Folder {target}: expected an empty one, found {Path.GetFileName(found)}. Nothing is overwritten.");
    }

    private static async Task CheckAsync(string path, string from, CancellationToken cancel)
    {
        if (!File.Exists(path)) throw new BackupRefusedException($"Backup {from}: expected a database in it, found none.");
        await using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString()))
        {
            await connection.OpenAsync(cancel);
            await using var command = connection.CreateCommand();
            command.CommandTimeout = 0;
            command.CommandText = "SELECT integrity_check FROM pragma_integrity_check LIMIT 1;";
            if ((string?)await command.ExecuteScalarAsync(cancel) is var verdict and not "ok") throw new BackupRefusedException($"Backup {from}: the database in it is not whole: {verdict}");
            command.CommandText = "SELECT count(*) FROM pragma_foreign_key_check;";
            if ((long)(await command.ExecuteScalarAsync(cancel))! > 0) throw new BackupRefusedException($"Backup {from}: the database in it refers to rows that are not there.");
        }

        var options = new DbContextOptionsBuilder<ClinicContext>();
        ClinicStorage.Configure(options, new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await using var context = new ClinicContext(options.Options);
        if ((await context.Database.GetAppliedMigrationsAsync(cancel)).Except(context.Database.GetMigrations()).FirstOrDefault() is { } later) throw new DatabaseTooNewException(from, later);
    }
}
