using System.Formats.Tar;
using System.Text.Json;
using FerCare.Clinic.Backups;

namespace FerCare.Clinic.Storage;

/// <summary>Writes encrypted backups while the clinic is open.</summary>
public sealed class BackupWriter(ClinicDatabase database, ClinicBackup copies, TimeProvider time)
{
    /// <summary>Writes everything in the data folder but the keys to a new file, which appears under its name only when it is complete and was read back; its size in bytes.</summary>
    /// <exception cref="BackupRefusedException">The file exists or would lie in the data folder, or there is no database.</exception>
    public async Task<long> WriteDataAsync(string path, BackupKey key, CancellationToken cancel = default)
    {
        if (!File.Exists(database.Path)) throw new BackupRefusedException($"Database {database.Path}: expected one to back up, found none.");
        return await WriteAsync(path, key, new BackupManifest(BackupKind.Data, time.GetUtcNow(), Path.GetFileName(database.Path)), async tar =>
        {
            using (var copy = OnlineCopy.Begin(database))
            {
                await copies.WriteAsync(copy.Database, cancel);
                await tar.WriteEntryAsync(copy.Database, Path.GetFileName(database.Path), cancel);
            }

            foreach (var (name, file) in DataFolder.FilesBeside(database)) await tar.WriteEntryAsync(file, name, cancel);
        }, cancel);
    }

    /// <summary>Writes the keys folder to a new file; its size in bytes.</summary>
    /// <inheritdoc cref="WriteDataAsync" path="/exception"/>
    public async Task<long> WriteKeysAsync(string path, BackupKey key, CancellationToken cancel = default)
    {
        if (!Directory.Exists(database.KeyFolder)) throw new BackupRefusedException($"Keys {database.KeyFolder}: expected a folder to back up, found none.");
        return await WriteAsync(path, key, new BackupManifest(BackupKind.Keys, time.GetUtcNow(), null), async tar =>
        {
            foreach (var file in Directory.EnumerateFiles(database.KeyFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList())
                await WriteAsync(tar, Path.GetRelativePath(database.KeyFolder, file).Replace('\\', '/'), await File.ReadAllBytesAsync(file, cancel), cancel);
        }, cancel);
    }

    private async Task<long> WriteAsync(string path, BackupKey key, BackupManifest manifest, Func<TarWriter, Task> fill, CancellationToken cancel)
    {
        var target = Path.GetFullPath(path);
        if (File.Exists(target)) throw new BackupRefusedException($"Backup {target}: expected a new file, found one that exists.");
        // In it a backup would take in itself, and an erasure may write over it.
        if (DataFolder.Holds(database, target)) throw new BackupRefusedException($"Backup {target}: expected a file outside of the data folder, found one inside {Path.GetDirectoryName(database.Path)}.");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var unfinished = target + ".unfinished";
        File.Delete(unfinished);
        try
        {
            var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 20 };
            if (!OperatingSystem.IsWindows()) mine.UnixCreateMode = ClinicDatabase.Owner;
            await using (var file = new FileStream(unfinished, mine))
            {
                var header = BackupHeader.Create(key);
                file.Write(header.Content);
                await using (var body = new BackupBody(file, header.FileKey))
                await using (var tar = new TarWriter(body, TarEntryFormat.Pax, leaveOpen: true))
                {
                    await WriteAsync(tar, BackupManifest.EntryName, JsonSerializer.SerializeToUtf8Bytes(manifest), cancel);
                    await fill(tar);
                }

                file.Flush(flushToDisk: true);
            }

            await ReadBackAsync(unfinished, key, cancel);
            File.Move(unfinished, target);
            return new FileInfo(target).Length;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static async Task WriteAsync(TarWriter tar, string name, byte[] content, CancellationToken cancel)
    {
        using var stream = new MemoryStream(content);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = stream, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, cancel);
    }

    private static async Task ReadBackAsync(string path, BackupKey key, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        await using var body = new OpenedBackup(file, BackupHeader.Read(file, key, path).FileKey, path);
        await using (var tar = new TarReader(body, leaveOpen: true))
        {
            while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
                if (entry.DataStream is { } content) await content.CopyToAsync(Stream.Null, 1 << 20, cancel);
        }

        await body.CopyToAsync(Stream.Null, 1 << 20, cancel);
    }
}
