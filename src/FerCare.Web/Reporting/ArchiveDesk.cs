using System.Security.Cryptography;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using FerCare.Reports;
using FerCare.Web.Shell;

namespace FerCare.Web.Reporting;

/// <summary>An archive that lies ready for the person who ordered it.</summary>
public sealed record ReadyArchive(Guid Id, string FileName, int Sessions, long Bytes);

/// <summary>Consent to a session of an archive was taken back since it was chosen, or the person may no longer see it: nothing is handed out.</summary>
public sealed class ArchiveRefusedException() : Exception("Archive: expected sessions whose consent stands and that this person may see, found one that is not.");

/// <summary>
/// Makes archives of several sessions and keeps each for the person who ordered it, until it is fetched or its time is over. Each lies on the disk
/// encrypted with a key that is only in memory: when it is gone, so is the key, and what a crash leaves can be read by nobody.
/// </summary>
public sealed class ArchiveDesk : IDisposable
{
    /// <summary>How long an archive waits to be fetched.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    private readonly Dictionary<Guid, Waiting> waiting = [];
    private readonly Lock guard = new();
    private readonly ReportArchive archives;
    private readonly SessionSchedule schedule;
    private readonly AuditTrail audit;
    private readonly TimeProvider time;
    private readonly ILogger<ArchiveDesk> log;
    private readonly string folder;

    public ArchiveDesk(ReportArchive archives, SessionSchedule schedule, AuditTrail audit, TimeProvider time, ServeSettings settings, ILogger<ArchiveDesk> log)
    {
        (this.archives, this.schedule, this.audit, this.time, this.log) = (archives, schedule, audit, time, log);
        folder = settings.PrivateFolder("exports").FullName;
        foreach (var left in Directory.EnumerateFiles(folder)) File.Delete(left);
    }

    /// <summary>Writes the archive; what was begun is deleted when it is cancelled or fails.</summary>
    /// <exception cref="OperationCanceledException">The person changed their mind.</exception>
    /// <exception cref="ArchiveRefusedException">A session is none that may be exported, or it became so while the archive was made.</exception>
    public async Task<ReadyArchive> MakeAsync(CareScope scope, ArchiveOrder order, IProgress<int> finished, CancellationToken cancel)
    {
        if (!await AreOpenAsync(scope, order.Sessions, cancel)) throw new ArchiveRefusedException();
        var id = Guid.NewGuid();
        var path = Path.Combine(folder, $"{id:N}.zip");
        var note = new ExportNote([.. order.Writers.Select(w => w.Extension)], InArchive: true, order.Identified) { ArchiveId = id }.ToString();
        var key = Aes.Create();
        var recorded = 0;
        try
        {
            int sessions;
            long bytes;
            await using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.Asynchronous }))
            {
                // Written down before the first byte can leave, and for each session, so that whoever looks under a patient's pseudonym finds it.
                foreach (var session in order.Sessions)
                {
                    await audit.RecordAsync(new AuditEntry(AuditAction.Export, scope.StaffId, "session", session.ToString(), note), cancel);
                    recorded++;
                }

                await using (var sealing = new CryptoStream(file, key.CreateEncryptor(), CryptoStreamMode.Write, leaveOpen: true)) sessions = await archives.WriteAsync(scope, order, sealing, finished, cancel);
                bytes = file.Length;
            }

            // Many sessions take minutes, and a patient may withdraw in any of them.
            if (!await AreOpenAsync(scope, order.Sessions, cancel)) throw new ArchiveRefusedException();
            var ready = new ReadyArchive(id, order.Identified ? $"fercare-export-{time.GetLocalNow():yyyy-MM-dd-HHmm}.zip" : "fercare-export-de-identified.zip", sessions, bytes);
            lock (guard) waiting[id] = new(scope.StaffId, order.Sessions, note, path, key, ready.FileName, time.CreateTimer(_ => Discard(id), null, Kept, Timeout.InfiniteTimeSpan));
            return ready;
        }
        catch
        {
            key.Dispose();
            File.Delete(path);
            // What was written down beforehand did not come about.
            await RecordCancelledAsync(scope, order.Sessions.Take(recorded), note);
            throw;
        }
    }

    // Why the archive was not made is what its page tells, not that this could not be written down.
    private async Task RecordCancelledAsync(CareScope scope, IEnumerable<Guid> sessions, string note)
    {
        try
        {
            foreach (var session in sessions) await audit.RecordAsync(new AuditEntry(AuditAction.CancelExport, scope.StaffId, "session", session.ToString(), note), CancellationToken.None);
        }
        catch (Exception unwritten)
        {
            log.Note(unwritten, "Recording that an export was cancelled");
        }
    }

    /// <summary>Every one of these sessions took place, is over with its consent standing, and may be seen by this person.</summary>
    public async Task<bool> AreOpenAsync(CareScope scope, IReadOnlyList<Guid> sessions, CancellationToken cancel)
    {
        var open = (await schedule.HeldAsync(scope, null, null, null, cancel)).ToHashSet();
        return sessions.All(open.Contains);
    }

    /// <summary>Hands the archive out and forgets it; the file is gone once it was read. Null for anybody but who ordered it.</summary>
    /// <exception cref="ArchiveRefusedException">A session of it is none that may be exported any more; the archive is deleted.</exception>
    public async Task<(Stream File, string Name)?> TakeAsync(Guid id, CareScope scope, CancellationToken cancel)
    {
        Waiting? asked;
        lock (guard)
        {
            if (!waiting.TryGetValue(id, out asked) || asked.Owner != scope.StaffId) return null;
        }

        if (!await AreOpenAsync(scope, asked.Sessions, cancel))
        {
            if (Discard(id)) await RecordCancelledAsync(scope, asked.Sessions, asked.Note);
            throw new ArchiveRefusedException();
        }

        lock (guard)
        {
            if (!waiting.TryGetValue(id, out var found) || found.Owner != scope.StaffId) return null;
            waiting.Remove(id);
            found.Ends.Dispose();
            var file = new FileStream(found.Path, new FileStreamOptions { Options = FileOptions.DeleteOnClose | FileOptions.SequentialScan | FileOptions.Asynchronous });
            return (new CryptoStream(file, found.Key.CreateDecryptor(), CryptoStreamMode.Read), found.Name);
        }
    }

    private bool Discard(Guid id)
    {
        lock (guard)
        {
            if (!waiting.Remove(id, out var found)) return false;
            found.Ends.Dispose();
            found.Key.Dispose();
            File.Delete(found.Path);
            return true;
        }
    }

    public void Dispose()
    {
        foreach (var id in waiting.Keys.ToArray()) Discard(id);
    }

    private sealed record Waiting(Guid Owner, IReadOnlyList<Guid> Sessions, string Note, string Path, Aes Key, string Name, ITimer Ends);
}
