using FerCare.Clinic.Sealing;

namespace FerCare.Clinic.Storage;

/// <summary>
/// The place of the copy that one running backup reads. It is locked as long as that runs, so that an erasure meanwhile does not write over what is
/// being read; at the end the backup writes over it itself. What a killed backup left is not locked and is written over by whoever finds it.
/// </summary>
internal sealed class OnlineCopy : IDisposable
{
    private const string Beginning = "online-", LockName = "lock";
    private readonly string folder;
    private readonly FileLock held;

    private OnlineCopy(string folder, FileLock held) => (this.folder, this.held) = (folder, held);

    /// <summary>Where the copy goes.</summary>
    public string Database => Path.Combine(folder, "copy.db");

    /// <summary>Makes a place for one copy.</summary>
    public static OnlineCopy Begin(ClinicDatabase database)
    {
        ShredAbandoned(database);
        for (var tries = 1; ; tries++)
        {
            var folder = Path.Combine(database.BackupFolder, $"{Beginning}{Guid.NewGuid():N}");
            KeyFile.CreateFolder(folder);
            if (FileLock.TryTake(Path.Combine(folder, LockName)) is { } held) return new OnlineCopy(folder, held);
            // An erasure took it for abandoned before it was locked.
            if (tries == 5) throw new IOException($"Folder {folder}: expected that nobody else uses it, found that somebody does.");
        }
    }

    /// <summary>Destroys the copies of backups that were killed; those of running ones are left to them.</summary>
    public static void ShredAbandoned(ClinicDatabase database)
    {
        if (!Directory.Exists(database.BackupFolder)) return;
        foreach (var folder in Directory.GetDirectories(database.BackupFolder, $"{Beginning}*"))
        {
            if (FileLock.TryTake(Path.Combine(folder, LockName)) is { } held) new OnlineCopy(folder, held).Dispose();
        }
    }

    public void Dispose()
    {
        try
        {
            foreach (var file in Directory.GetFiles(folder).Where(f => Path.GetFileName(f) != LockName)) KeyFile.Shred(file);
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException) when (!File.Exists(Database))
        {
            // Somebody looked for abandoned copies just then; the empty folder goes with the next that looks.
        }
        finally
        {
            held.Dispose();
        }
    }
}
