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

    private string Debt => Path.Combine(database.KeyFolder, "scrub.owed");

    /// <summary>From now on a scrub is owed, whatever becomes of this process.</summary>
    internal void Owe() => KeyFile.Write(Debt, [], FileMode.OpenOrCreate);

    /// <summary>Scrubs; true where everything was done, false where readers and writers were in the way or the disk had no room, and it stays owed.</summary>
    internal async Task<bool> ScrubAsync(CancellationToken cancel)
    {
        Owe();
        foreach (var copy in CopiesBeforeMigrations()) KeyFile.Shred(copy);
        OnlineCopy.ShredAbandoned(database);
        var rewritten = await TryAsync(() => Execute("VACUUM;"), cancel);
        // In any case: what was begun without room lies in the log and takes it from the clinic.
        var done = await EmptyLogAsync(cancel) && rewritten;
        if (done) File.Delete(Debt);
        else log.LogWarning("The database was too busy, or the disk had no room, to scrub it of what was erased; it is done at the next start");
        return done;
    }

    /// <summary>Empties the write-ahead log; false where readers hold on to it for too long or the disk does not take it.</summary>
    internal Task<bool> EmptyLogAsync(CancellationToken cancel) => TryAsync(() => Execute("PRAGMA wal_checkpoint(TRUNCATE);"), cancel);

    internal IReadOnlyList<string> CopiesBeforeMigrations() => Directory.Exists(database.BackupFolder) ? Directory.GetFiles(database.BackupFolder) : [];

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

    /// <summary>False where a checkpoint says that it was held up.</summary>
    private bool Execute(string sql)
    {
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = (int)Patience.TotalSeconds;
        using var reader = command.ExecuteReader();
        return !reader.Read() || reader.GetInt64(0) == 0;
    }
}
