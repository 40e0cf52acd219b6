using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>
/// Sessions that were live when the process died: nobody recorded their end, so the gap is recorded afterwards. A recording that was being stored is
/// removed: its film is gone, and half of it would look like a whole session.
/// </summary>
public sealed class InterruptedSessions(IDbContextFactory<ClinicContext> contexts, ClinicDatabase database, TimeProvider time, ILogger<InterruptedSessions> log)
{
    /// <summary>Puts every live or paused session to reconnecting, lost at its last sample or event, whichever is later; how many there were.</summary>
    internal Task<int> MarkAsync(CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        var unfinished = await RecordedSessions.RemoveUnfinishedAsync(context, cancel);
        if (unfinished > 0) log.LogWarning("{Count} recordings were being stored when the program ended; they are removed and can be imported again", unfinished);
        var left = await context.Sessions.Where(s => s.State == SessionState.Live || s.State == SessionState.Paused).ToListAsync(cancel);
        if (left.Count == 0) return 0;
        using var connection = database.Open();
        foreach (var session in left)
        {
            var lastEvent = await context.SessionEvents.Where(e => e.SessionId == session.Id).MaxAsync(e => (long?)e.TimeMs, cancel) ?? 0;
            session.StateBeforeLoss = session.State;
            new CourseStep(context, session, time.GetUtcNow())
                .Enter(SessionState.Reconnecting, SessionEventKind.ConnectionLost, Math.Max(lastEvent, SeriesReader.LastTimeMs(connection, session.Id)));
        }

        await context.SaveChangesAsync(cancel);
        log.LogWarning("{Count} sessions were under way when the program ended; they wait for their patients to reconnect", left.Count);
        return left.Count;
    }, cancel);
}
