using System.Collections.Concurrent;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Web.Shell;

namespace FerCare.Web.Monitoring;

/// <summary>
/// The sessions that are running in this process, and every step of their course: what the patient's page, the clinician or a lost
/// connection does is written to the record first and then followed by the monitor; only where reading stops, it stops first. Thread-safe.
/// </summary>
public sealed partial class LiveSessions(
    SessionCourse course, SessionJournal journal, SessionAssessment assessment, SampleErasure erasure, SessionFeed feed, MonitoringOptions options,
    ServedModel model, LoadFigures figures, TimeProvider time, ILogger<LiveSessions> log)
{
    /// <summary>A refresh that is back within this time left no gap worth recording.</summary>
    private const long ShortestGapMs = 500;

    private readonly ConcurrentDictionary<long, RunningSession> running = new();
    private readonly ConcurrentDictionary<Task, byte> concluding = new();

    /// <summary>Frames per second asked of every browser now.</summary>
    public WantedRate WantedRate { get; } = new(options);

    /// <summary>
    /// A patient's page connects: from now on it alone may send, and an earlier one is dismissed. Returns the monitor that takes its
    /// frames, or null after the line was told why not.
    /// </summary>
    /// <param name="baseline">Length of the neutral baseline.</param>
    public async Task<SessionMonitor?> ArriveAsync(long sessionId, PatientLine line, TimeSpan baseline)
    {
        var own = await course.OwnAsync(sessionId);
        if ((IsWithdrawn(sessionId) ? Dismissal.Withdrawn : Refusal(own)) is { } refusal)
        {
            line.Dismiss(refusal);
            return null;
        }

        if (GivePlace(own!) is not { } session)
        {
            line.Dismiss(Dismissal.Full);
            return null;
        }

        var isOver = false;
        await InTurnAsync(session, async () =>
        {
            // It may have ended while this page waited for its turn. Put back, it would keep its place for ever.
            if (session.State.IsOver())
            {
                isOver = true;
                line.Dismiss(session.State == SessionState.Withdrawn ? Dismissal.Withdrawn : Dismissal.Ended);
                return;
            }

            running[sessionId] = session;
            session.Baseline = baseline;
            session.Line?.Dismiss(Dismissal.Replaced);
            // The line at hand may have been dead for some seconds without anybody noticing.
            var wasConnected = session.Line is not null;
            if (wasConnected) session.LostAt = time.GetTimestamp();
            session.Line = line;
            try
            {
                // A page that was out of sight sent nothing anyway.
                await TakeOverAsync(session, mayHaveLost: !wasConnected || !session.Hidden);
            }
            catch
            {
                // The record could not be written: this line does not count, and the page comes back with another.
                session.Line = null;
                throw;
            }
        });
        return isOver ? null : session.Monitor;
    }

    private async Task TakeOverAsync(RunningSession session, bool mayHaveLost)
    {
        session.Monitor.Rejoin();
        await SettleAsync(session);
        if (mayHaveLost) await ReturnAsync(session);
        session.InSight = true;
        if (session.Hidden && session.State.IsUnderWay()) await course.ShowAsync(session.Id, Now(session));
        session.Hidden = false;
        if (session.State == SessionState.Live && session.BaselineToMs is null) await RestartBaselineAsync(session);
        Show(session);
    }

    /// <summary>Whether this connection is the one that may send the session's frames.</summary>
    public bool MaySend(long sessionId, string lineId) => running.TryGetValue(sessionId, out var session) && session.Line?.Id == lineId;

    /// <summary>A patient's page is gone. Nothing happens where a newer one has taken over.</summary>
    public void Depart(long sessionId, string lineId)
    {
        if (!running.TryGetValue(sessionId, out var session) || session.Line?.Id != lineId) return;
        session.LostAt = time.GetTimestamp();
        session.Line = null;
    }

    /// <summary>Closes the line of whoever has joined, because the link they came with is good no more. The session waits for who comes next.</summary>
    public async Task TurnAwayAsync(long sessionId)
    {
        if (!running.TryGetValue(sessionId, out var session)) return;
        await InTurnAsync(session, () =>
        {
            if (session.Line is not { } line) return Task.CompletedTask;
            session.LostAt = time.GetTimestamp();
            session.Line = null;
            line.Dismiss(Dismissal.NotAllowed);
            return Task.CompletedTask;
        });
    }

    /// <summary>The patient is ready: the session begins with its baseline.</summary>
    public Task<bool> BeginAsync(long sessionId) => StepAsync(sessionId, SessionState.Waiting, async session =>
    {
        using var step = Traces.Session("session begins", sessionId);
        await course.BeginAsync(sessionId, model.Version);
        session.Monitor.Begin();
        await RestartBaselineAsync(session);
    });

    /// <summary>The patient pauses; nothing that was not read yet is recorded. The pause holds at once, also where the record can take it only later.</summary>
    public async Task<bool> PauseAsync(long sessionId)
    {
        if (!running.TryGetValue(sessionId, out var session) || session.State != SessionState.Live) return false;
        // Before its turn: the step before it may be waiting for the database.
        var at = Now(session);
        session.IsPausing = true;
        session.Monitor.Enter(SessionState.Paused);
        try
        {
            return await StepAsync(sessionId, SessionState.Paused, _ => WriteOrOweAsync(session, () => course.PauseAsync(sessionId, at)));
        }
        finally
        {
            session.IsPausing = false;
        }
    }

    /// <summary>The patient goes on. A baseline that was interrupted starts again.</summary>
    public Task<bool> ResumeAsync(long sessionId) => StepAsync(sessionId, SessionState.Paused, async session =>
    {
        await SettleAsync(session);
        await course.ResumeAsync(sessionId, Now(session));
        session.Monitor.Enter(SessionState.Live);
        if (session.BaselineToMs is null) await RestartBaselineAsync(session);
    });

    /// <summary>The page went out of sight or its camera stands still: a gap begins or ends.</summary>
    public Task<bool> HideAsync(long sessionId, bool hidden) => StepAsync(sessionId, null, async session =>
    {
        session.InSight = !hidden;
        if (session.Hidden == hidden) return;
        if (!hidden)
        {
            await ComeInSightAsync(session);
            return;
        }

        var at = Now(session);
        session.Hidden = true;
        session.Monitor.Hide(true);
        if (session.State.IsUnderWay()) await WriteOrOweAsync(session, () => course.HideAsync(sessionId, at));
    });

    /// <summary>The gap ends in the record first: what was read before that would lie in it and count for nothing.</summary>
    private async Task ComeInSightAsync(RunningSession session)
    {
        await SettleAsync(session);
        if (session.State.IsUnderWay()) await course.ShowAsync(session.Id, Now(session));
        session.Hidden = false;
        session.Monitor.Hide(false);
        if (session.State == SessionState.Live && session.BaselineToMs is null) await RestartBaselineAsync(session);
    }

    /// <summary>The patient takes the consent back: reading stops before anything else happens.</summary>
    /// <remarks>What cannot be written into the record at once is tried again until it is.</remarks>
    /// <param name="erase">The patient wants what was measured erased; it is gone when this returns.</param>
    public async Task WithdrawAsync(long sessionId, bool erase = false)
    {
        if (running.TryGetValue(sessionId, out var session))
        {
            session.IsLeaving = true;
            session.Withdrawal = erase |= session.Withdrawal == true;
            session.Monitor.Enter(SessionState.Withdrawn);
            feed.Publish(session.Monitor.Look(out _));
        }

        try
        {
            await course.WithdrawAsync(sessionId, session is null ? null : Now(session));
            session?.Line?.Dismiss(Dismissal.Withdrawn);
            if (erase) await erasure.EraseWithdrawnAsync(sessionId);
            await LeaveAsync(sessionId, session, SessionState.Withdrawn, Dismissal.Withdrawn);
        }
        finally
        {
            if (session is not null) session.IsLeaving = false;
        }
    }

    /// <summary>Whether the patient has withdrawn, though the record may not have it yet.</summary>
    public bool IsWithdrawn(long sessionId) => running.TryGetValue(sessionId, out var session) && session.Withdrawal is not null;

    /// <summary>Whether the patient has paused, though the record may not have it yet.</summary>
    public bool IsPaused(long sessionId) => running.TryGetValue(sessionId, out var session) && session.State == SessionState.Paused;

    /// <summary>The session is over in the ordinary way; its findings are assessed in the background.</summary>
    /// <exception cref="CourseRefusedException">It never started or was withdrawn.</exception>
    public async Task EndAsync(long sessionId)
    {
        using var step = Traces.Session("session ends", sessionId);
        running.TryGetValue(sessionId, out var session);
        if (session?.Withdrawal is { } erase)
        {
            await WithdrawAsync(sessionId, erase);
            return;
        }

        if (session is not null) await CloseUnreadAsync(session);
        await course.EndAsync(sessionId, session is null ? null : Now(session));
        await LeaveAsync(sessionId, session, SessionState.Ended, Dismissal.Ended);
    }

    private static long Now(RunningSession session) => session.State == SessionState.Waiting ? 0 : (long)session.Monitor.NowMs;

    private static Dismissal? Refusal(OwnSession? own)
    {
        if (own is null || (!own.ConsentGiven && !own.State.IsOver())) return Dismissal.NotAllowed;
        if (own.State.IsOver()) return own.State == SessionState.Withdrawn ? Dismissal.Withdrawn : Dismissal.Ended;
        return null;
    }

    /// <summary>The patient is back: the time without a connection is recorded as a gap, whether it was noticed already or not.</summary>
    private async Task ReturnAsync(RunningSession session)
    {
        if (!session.State.IsUnderWay()) return;
        if (session.State != SessionState.Reconnecting && Now(session) - LastSeenMs(session) < ShortestGapMs) return;
        if (session.State != SessionState.Reconnecting) await course.LoseConnectionAsync(session.Id, LastSeenMs(session));
        session.Monitor.Enter(await course.ReconnectAsync(session.Id, Now(session)));
    }

    private long LastSeenMs(RunningSession session)
    {
        var lostMs = (long)(session.Monitor.NowMs - time.GetElapsedTime(session.LostAt).TotalMilliseconds);
        return session.State == SessionState.Live && session.Monitor.LastRecordedMs is > 0 and var last ? Math.Min(last, Math.Max(0, lostMs)) : Math.Max(0, lostMs);
    }

    private async Task LeaveAsync(long sessionId, RunningSession? session, SessionState state, Dismissal why)
    {
        if (session is not null)
        {
            await InTurnAsync(session, async () =>
            {
                session.Monitor.Enter(state);
                session.Line?.Dismiss(why);
                session.Line = null;
                feed.Publish(session.Monitor.Look(out _));
                running.TryRemove(KeyValuePair.Create(sessionId, session));
                // What came since the last round, which will find the session no more.
                session.Count(session.Monitor.TakeCounts());
                try
                {
                    await WriteCountsAsync(session);
                }
                catch (Exception e) when (e.IsOfTheDatabase())
                {
                    // Counts tell how well a session was read; whether it is over does not hang on them.
                    log.LogWarning("The counts of session {Session} were not written: {Failure}.", sessionId, e.GetType().Name);
                }
            });
        }

        Track(ConcludeAsync(sessionId));
    }

    private void Track(Task task)
    {
        concluding.TryAdd(task, 0);
        _ = task.ContinueWith(done => concluding.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task ConcludeAsync(long sessionId)
    {
        using var step = Traces.Session("session is assessed", sessionId);
        try
        {
            await journal.FlushAsync();
            await assessment.ConcludeAsync(sessionId);
        }
        catch (Exception e)
        {
            log.LogError("Session {Session} could not be assessed: {Failure}. It can be assessed again.", sessionId, e.GetType().Name);
        }
    }

    private async Task WriteCountsAsync(RunningSession session)
    {
        if (session.Refused + session.Shed == 0) return;
        await course.CountFramesAsync(session.Id, session.Refused, session.Shed);
        session.Refused = session.Shed = 0;
    }

    /// <summary>One step in the session's turn; false where the session is not here, not in the state expected, or its record refuses.</summary>
    private async Task<bool> StepAsync(long sessionId, SessionState? expected, Func<RunningSession, Task> step)
    {
        if (!running.TryGetValue(sessionId, out var session)) return false;
        var done = false;
        await InTurnAsync(session, async () =>
        {
            if (session.State.IsOver() || (expected is not null && session.State != expected)) return;
            try
            {
                await step(session);
                done = true;
            }
            catch (Exception e) when (e is CourseRefusedException or ConsentMissingException || e.IsOfTheDatabase())
            {
                log.LogWarning("A step of session {Session} was refused: {Failure}.", sessionId, e.GetType().Name);
                await FollowRecordAsync(session);
            }

            Show(session);
        });
        return done;
    }

    private static async Task InTurnAsync(RunningSession session, Func<Task> work)
    {
        await session.Turn.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            session.Turn.Release();
        }
    }
}
