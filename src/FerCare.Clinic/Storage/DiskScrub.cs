using FerCare.Clinic.Sealing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>
/// Leaves nothing of deleted rows on the disk: empties the write-ahead log, rewrites the database without its free pages, and destroys the
/// copies that were made before migrations. A scrub that is owed is remembered outside the database and done at the next start.
/// </summary>
public sealed class DiskScrub(ClinicDatabase database, TimeProvider time, ILogger<DiskScrub> log)
{
    private const int Busy = 5, Locked = 6, ReadOrWriteFailed = 10, NoRoom = 13; // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_FULL
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    internal bool IsOwed => File.Exists(Debt);

    /// <summary>Copies that hold something erased are still to be destroyed.</summary>
    internal bool CopiesAreOwed => File.Exists(CopiesDebt);

    /// <summary>
    /// The largest database that is rewritten while the clinic is open, bytes. Other writes wait meanwhile and are refused after
    /// <see cref="ClinicDatabase.TimeoutSeconds"/>: at 10 MB a second, far below what disks do, this takes three seconds.
    /// </summary>
    internal long LargestWhileOpen { get; init; } = 32_000_000;

    private string Debt => Path.Combine(database.KeyFolder, "scrub.owed");

    private string CopiesDebt => Path.Combine(database.KeyFolder, "copies.owed");

    /// <summary>From now on a scrub is owed, whatever becomes of this process.</summary>
    internal void Owe() => KeyFile.Write(Debt, [], FileMode.OpenOrCreate);

    /// <summary>From now on the copies made before migrations have to go, whatever becomes of this process.</summary>
    internal void OweCopies() => KeyFile.Write(CopiesDebt, [], FileMode.OpenOrCreate);

    /// <summary>
    /// Scrubs; true where everything was done, false where it stays owed: readers and writers were in the way, the disk had no room, or the database
    /// is too large to be rewritten while the clinic is open.
    /// </summary>
    internal async Task<bool> ScrubAsync(CancellationToken cancel)
    {
        Owe();
        var destroyed = DestroyCopies();
        // What was deleted is zeros by now. But where SQLite moved rows from one page to another earlier, parts of them can be left in the gaps of the
        // old page, which only rewriting everything removes.
        var mayRewrite = SizeOnDisk() <= LargestWhileOpen || !IsClinicOpen();
        var rewritten = mayRewrite && await TryAsync(() => Execute("VACUUM;"), cancel);
        // In any case: what was begun without room lies in the log and takes it from the clinic.
        var done = await EmptyLogAsync(cancel) && rewritten && destroyed;
        if (done) File.Delete(Debt);
        else if (!mayRewrite) log.LogInformation("The database is too large to be rewritten while the clinic is open; the last traces of what was erased are removed at the next start");
        else log.LogWarning("The database was too busy, or the disk had no room, to scrub it of what was erased; it is done at the next start");
        return done;
    }

    /// <summary>Empties the write-ahead log; false where readers hold on to it for too long or the disk does not take it.</summary>
    internal Task<bool> EmptyLogAsync(CancellationToken cancel) => TryAsync(EmptyLog, cancel);

    /// <summary>Destroys the copies made before migrations, and what killed backups left; false where the disk did not take that, and it stays owed.</summary>
    internal bool DestroyCopies()
    {
        try
        {
            foreach (var copy in CopiesBeforeMigrations()) KeyFile.Shred(copy);
            OnlineCopy.ShredAbandoned(database);
            File.Delete(CopiesDebt);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Copies of the database that hold something erased could not be destroyed ({Problem}); it is tried again at the next start", problem.Message);
            return false;
        }
    }

    internal IReadOnlyList<string> CopiesBeforeMigrations() => Directory.Exists(database.BackupFolder) ? Directory.GetFiles(database.BackupFolder) : [];

    private long SizeOnDisk() => new[] { database.Path, database.Path + "-wal" }.Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length);

    /// <summary>A journal runs on the database, in this process or another: sessions may be under way.</summary>
    private bool IsClinicOpen()
    {
        var path = database.Path + SessionJournal.LockName;
        if (!File.Exists(path)) return false;
        using var free = FileLock.TryTake(path);
        return free is null;
    }

    private bool EmptyLog()
    {
        using var connection = database.Open();
        // Most of it is written back beside whoever writes. What is left is done with the write lock held, also while it waits for readers to let go:
        // so it waits for a moment only, and comes again.
        Execute(connection, "PRAGMA wal_checkpoint(PASSIVE);");
        Execute(connection, "PRAGMA busy_timeout=250;");
        return Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE);");
    }

    private async Task<bool> TryAsync(Func<bool> step, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (await Task.Run(step, cancel)) return true;
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode is Busy or Locked)
            {
                // Somebody reads or writes just now.
            }
            catch (SqliteException disk) when (disk.SqliteErrorCode is ReadOrWriteFailed or NoRoom)
            {
                // Not again at once: each try takes what room there is from those who write meanwhile.
                log.LogWarning("The disk did not take what has to be written to clean it of what was erased (as much again as the database): {Problem}", disk.Message);
                return false;
            }

            if (time.GetElapsedTime(start) > Patience) return false;
            await Task.Delay(Pause, time, cancel);
        }
    }

    private bool Execute(string sql)
    {
        using var connection = database.Open();
        return Execute(connection, sql);
    }

    /// <summary>False where a checkpoint says that it was held up.</summary>
    private static bool Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = (int)Patience.TotalSeconds;
        using var reader = command.ExecuteReader();
        return !reader.Read() || reader.GetInt64(0) == 0;
    }
}
