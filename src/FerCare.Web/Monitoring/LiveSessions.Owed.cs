using FerCare.Clinic.Sessions;
using FerCare.Web.Shell;

namespace FerCare.Web.Monitoring;

// What is done about a database that takes nothing for a while. Where reading stops, it stops at once and the record gets it later; where
// reading would begin or go on, the record comes first and nothing changes without it.
public sealed partial class LiveSessions
{
    /// <summary>Writes an event of what holds already; where the database does not take it, the next round tries again.</summary>
    /// <param name="session">In its turn.</param>
    /// <param name="write">Writes it, with the time at which it happened.</param>
    private async Task WriteOrOweAsync(RunningSession session, Func<Task> write)
    {
        session.Owed.Enqueue(write);
        try
        {
            await SettleAsync(session);
        }
        catch (Exception e) when (e.IsOfTheDatabase())
        {
            log.LogWarning("A step of session {Session} is not in its record yet: {Failure}. It is tried again.", session.Id, e.GetType().Name);
        }
    }

    /// <summary>Writes what the record still lacks, in its order. Whatever else is written of a session comes after it.</summary>
    private async Task SettleAsync(RunningSession session)
    {
        var refused = false;
        while (session.Owed.TryPeek(out var write))
        {
            try
            {
                await write();
            }
            catch (CourseRefusedException e)
            {
                // The record has it already, or the session is over in it.
                refused = true;
                log.LogWarning("A step of session {Session} was refused: {Failure}.", session.Id, e.GetType().Name);
            }

            session.Owed.Dequeue();
        }

        if (refused) await FollowRecordAsync(session);
    }

    /// <summary>The baseline starts anew. Where the record cannot take that, it starts with the round that can write it; until then none runs.</summary>
    private async Task RestartBaselineAsync(RunningSession session)
    {
        session.BaselineFromMs = null;
        session.BaselineDue = true;
        try
        {
            await StartDueBaselineAsync(session);
        }
        catch (Exception e) when (e.IsOfTheDatabase())
        {
            log.LogWarning("The baseline of session {Session} could not start yet: {Failure}. It is tried again.", session.Id, e.GetType().Name);
        }
    }

    private async Task StartDueBaselineAsync(RunningSession session)
    {
        // Without a page it starts when one is back: the record may know of the loss already, and refuse.
        if (session is not { BaselineDue: true, State: SessionState.Live, Hidden: false } || session.Line is null) return;
        var from = Now(session);
        await course.BaselineStartedAsync(session.Id, from);
        session.BaselineFromMs = from;
        session.BaselineDue = false;
    }

    /// <summary>The record decides: where it refuses a step, the monitor takes over the state it has. What is owed to it goes before.</summary>
    private async Task FollowRecordAsync(RunningSession session)
    {
        if (session.IsPausing || session.Owed.Count > 0) return;
        try
        {
            // A pause may have come while the record was read, which does not know of it.
            if (await course.OwnAsync(session.Id) is { } own && !session.IsPausing) session.Monitor.Enter(own.State);
        }
        catch (Exception e) when (e.IsOfTheDatabase())
        {
            // It cannot even be read: the session stays as it was before the step.
            log.LogWarning("The record of session {Session} could not be read: {Failure}.", session.Id, e.GetType().Name);
        }
    }
}
