using FerCare.Clinic.Sessions;
using FerCare.Web.Shell;

namespace FerCare.Web.Monitoring;

public sealed partial class LiveSessions
{
    private static readonly TimeSpan CountsEvery = TimeSpan.FromSeconds(5);
    private long countsWrittenAt;

    /// <summary>Looks after every session once: lost connections, the end of the baseline, what is shown, what is counted.</summary>
    internal async Task RoundAsync()
    {
        var all = default(FrameCounts);
        var writeCounts = time.GetElapsedTime(countsWrittenAt) >= CountsEvery;
        if (writeCounts) countsWrittenAt = time.GetTimestamp();
        foreach (var session in running.Values)
        {
            try
            {
                if (session.Withdrawal is { } erase)
                {
                    // Erasing may wait for whoever reads; the other sessions do not.
                    if (!session.IsLeaving) Track(WithdrawAgainAsync(session, erase));
                    continue;
                }

                var counts = session.Monitor.TakeCounts();
                all += counts;
                await InTurnAsync(session, async () =>
                {
                    session.Count(counts);
                    // A session that ended while its turn was awaited has no later round.
                    if (writeCounts || session.State.IsOver()) await WriteCountsAsync(session);
                    await SettleAsync(session);
                    await WriteUnreadAsync(session);
                    if (session is { Hidden: true, InSight: true } && !session.State.IsOver()) await ComeInSightAsync(session);
                    await StartDueBaselineAsync(session);
                    await EndBaselineAsync(session);
                    await NoticeLossAsync(session);
                    if (!session.State.IsOver()) Show(session);
                });
                if (IsAbandoned(session)) await EndWhereLostAsync(session);
            }
            catch (Exception e)
            {
                // One session whose record cannot be written must not keep the others from being looked after; the next round tries again.
                log.LogError("Session {Session} could not be looked after: {Failure}.", session.Id, e.GetType().Name);
            }
        }

        WantedRate.Judge(all);
        ForgetWhoWentAway();
    }

    private async Task WithdrawAgainAsync(RunningSession session, bool erase)
    {
        try
        {
            await WithdrawAsync(session.Id, erase);
        }
        catch (Exception e)
        {
            log.LogError("The withdrawal from session {Session} could not be stored: {Failure}. It is tried again.", session.Id, e.GetType().Name);
        }
    }

    /// <summary>Takes up the sessions that an earlier process left under way, so that they end if nobody comes back.</summary>
    /// <returns>Those that could not be taken up, to be tried again.</returns>
    internal async Task<IReadOnlyList<long>> TakeUpAsync(IEnumerable<long> sessionIds)
    {
        var left = new List<long>();
        foreach (var id in sessionIds)
        {
            try
            {
                if (await course.OwnAsync(id) is not { } own || !own.State.IsUnderWay()) continue;
                var session = new RunningSession(new SessionMonitor(id, own.State, own.StartedAt, options, journal, figures, time), own) { LostAt = time.GetTimestamp() };
                if (running.TryAdd(id, session)) Show(session); // it had its place before
            }
            catch (Exception e)
            {
                // One session whose record is damaged must not keep the clinic from starting; where the database was only busy, it comes later.
                log.Note(e, $"Taking up session {id}");
                left.Add(id);
            }
        }

        return left;
    }

    /// <summary>Waits for the assessments that are under way.</summary>
    internal Task ConcludedAsync() => Task.WhenAll(concluding.Keys);

    /// <summary>When the session's frames could not be read stands in its record as a gap.</summary>
    private Task WriteUnreadAsync(RunningSession session) => session.State.IsUnderWay()
        ? session.Monitor.Unread.RecordAsync(span => course.UnreadAsync(session.Id, span.FromMs, span.ToMs))
        : Task.CompletedTask;

    /// <summary>The session is about to end: nothing more will be read of it.</summary>
    private Task CloseUnreadAsync(RunningSession session) => InTurnAsync(session, async () =>
    {
        await SettleAsync(session);
        session.Monitor.Unread.Close(Now(session));
        await WriteUnreadAsync(session);
    });

    private async Task EndBaselineAsync(RunningSession session)
    {
        if (session is not { State: SessionState.Live, Hidden: false, BaselineFromMs: { } from, BaselineToMs: null } || session.Line is null) return;
        var to = from + (long)session.Baseline.TotalMilliseconds;
        if (Now(session) < to) return;
        await course.BaselineEndedAsync(session.Id, to);
        session.BaselineToMs = to;
    }

    private async Task NoticeLossAsync(RunningSession session)
    {
        if (session.Line is not null || time.GetElapsedTime(session.LostAt).TotalSeconds < options.ReconnectGraceSeconds) return;
        if (session.State == SessionState.Waiting)
        {
            // Nothing has begun: the patient can come back through the same page at any time.
            running.TryRemove(KeyValuePair.Create(session.Id, session));
            feed.Forget(session.Id);
        }
        else if (session.State is SessionState.Live or SessionState.Paused)
        {
            session.Monitor.Enter(await course.LoseConnectionAsync(session.Id, LastSeenMs(session)));
        }
    }

    private bool IsAbandoned(RunningSession session) => session.State == SessionState.Reconnecting
        && time.GetElapsedTime(session.LostAt).TotalMinutes >= options.AbandonAfterMinutes;

    /// <summary>Nobody came back: the session ends at its last event, not at the moment this was noticed.</summary>
    private async Task EndWhereLostAsync(RunningSession session)
    {
        var goesOn = false;
        await InTurnAsync(session, async () =>
        {
            // Looked at again in the session's turn: its page may have come back.
            goesOn = !IsAbandoned(session);
            if (goesOn || await course.OwnAsync(session.Id) is not { } own) return;
            if (own.State == SessionState.Reconnecting)
            {
                await course.EndAsync(session.Id, own.LastEventMs);
            }
            else if (own.State.IsUnderWay())
            {
                // Let go, it would be under way in the record for ever: the next round judges it by the state it has.
                goesOn = true;
                session.Monitor.Enter(own.State);
            }
        });
        if (!goesOn) await LeaveAsync(session.Id, session, SessionState.Ended, Dismissal.Ended);
    }

    private void Show(RunningSession session)
    {
        if (!running.ContainsKey(session.Id)) return;
        var view = session.Monitor.Look(out var anyRead);
        feed.Publish(view);
        session.Line?.Show(new PatientGlimpse(view, anyRead, session.Monitor.ArrivingPerSecond, session.BaselineLeft));
    }
}
