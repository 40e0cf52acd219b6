using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Sessions;

/// <summary>
/// The course of one session, step by step. Each step checks the state, changes it and appends its event in one transaction;
/// two steps at once are decided by the database: the second is judged by the state the first one left.
/// Times are milliseconds since the session's first frame; where null, the clock decides.
/// </summary>
public sealed class SessionCourse(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, PatientSeals seals, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>The session as its own patient sees it; null if there is none.</summary>
    public Task<OwnSession?> OwnAsync(long sessionId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var own = await (
            from session in context.Sessions.AsNoTracking()
            join patient in context.PatientsInCare() on session.PatientId equals patient.Id
            join team in context.CareTeams on patient.CareTeamId equals team.Id
            where session.Id == sessionId
            select new { session, patient.DisplayName, Team = team.Name, TeamId = team.Id }).SingleOrDefaultAsync(cancel);
        if (own is null) return null;
        var watchers = await (
            from member in context.CareTeamMembers.AsNoTracking()
            join account in context.Users on member.StaffId equals account.Id
            where member.CareTeamId == own.TeamId && account.DisabledAt == null
            orderby account.DisplayName
            select account.DisplayName).ToListAsync(cancel);
        var consent = await context.Consents.AnyAsync(c => c.SessionId == sessionId && c.WithdrawnAt == null, cancel);
        var last = await context.SessionEvents.Where(e => e.SessionId == sessionId).MaxAsync(e => (long?)e.TimeMs, cancel);
        var s = own.session;
        return new OwnSession(s.Id, s.PublicId, seals.NameOf(s.PatientId, own.DisplayName), own.Team, watchers, s.Context, s.State, consent,
            s.ScheduledAt, s.StartedAt, s.EndedAt, s.BaselineFromMs, s.BaselineToMs, last ?? 0) { StateBeforeLoss = s.StateBeforeLoss, SamplesErasedAt = s.SamplesErasedAt, ShowsSummary = s.ShowsSummary };
    }, cancel);

    /// <summary>The first frame has come: the session is live, and this instant is its zero.</summary>
    /// <param name="modelVersion">Name and version of the network that reads it.</param>
    /// <exception cref="CourseRefusedException">The session is not waiting.</exception>
    /// <exception cref="ConsentMissingException">No consent stands.</exception>
    public Task<SessionState> BeginAsync(long sessionId, string? modelVersion, CancellationToken cancel = default) => StepAsync(sessionId, async step =>
    {
        step.Require("The start", SessionState.Waiting);
        if (!await step.Context.Consents.AnyAsync(c => c.SessionId == sessionId && c.WithdrawnAt == null, cancel)) throw new ConsentMissingException(sessionId);
        step.Session.StartedAt = step.Now;
        step.Session.ModelVersion = modelVersion is null ? null : Wording.Checked(modelVersion, 120, "Model version");
        step.Enter(SessionState.Live, SessionEventKind.Started, 0);
    }, cancel);

    /// <summary>The patient pauses.</summary>
    public Task<SessionState> PauseAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.Require("A pause", SessionState.Live);
        step.Enter(SessionState.Paused, SessionEventKind.Paused, timeMs);
    }, cancel);

    /// <summary>The patient goes on after a pause.</summary>
    public Task<SessionState> ResumeAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.Require("Going on", SessionState.Paused);
        step.Enter(SessionState.Live, SessionEventKind.Resumed, timeMs);
    }, cancel);

    /// <summary>The patient's tab went out of sight; the state stays, a gap begins.</summary>
    public Task<SessionState> HideAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.RequireUnderWay("A hidden page");
        step.Append(SessionEventKind.Hidden, timeMs);
    }, cancel);

    /// <summary>The patient's tab is in sight again; the gap ends.</summary>
    public Task<SessionState> ShowAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.RequireUnderWay("A page shown again");
        step.Append(SessionEventKind.Shown, timeMs);
    }, cancel);

    /// <summary>The connection to the patient is lost; a gap begins. Nothing happens if it was lost already.</summary>
    public Task<SessionState> LoseConnectionAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.RequireUnderWay("A lost connection");
        if (step.Session.State == SessionState.Reconnecting) return;
        step.Session.StateBeforeLoss = step.Session.State;
        step.Enter(SessionState.Reconnecting, SessionEventKind.ConnectionLost, timeMs);
    }, cancel);

    /// <summary>The patient is back; the session goes on as it was: live, or paused.</summary>
    public Task<SessionState> ReconnectAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.Require("A reconnection", SessionState.Reconnecting);
        var before = step.Session.StateBeforeLoss ?? SessionState.Live;
        step.Session.StateBeforeLoss = null;
        step.Enter(before, SessionEventKind.Reconnected, timeMs);
    }, cancel);

    /// <summary>From one moment to another the camera's pictures could not be read, through a fault of the server; the state stays.</summary>
    public Task<SessionState> UnreadAsync(long sessionId, long fromMs, long toMs, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.RequireUnderWay("A time without reading");
        step.Append(SessionEventKind.ReadingStopped, fromMs);
        step.Append(SessionEventKind.ReadingResumed, Math.Max(fromMs, toMs));
    }, cancel);

    /// <summary>The neutral baseline begins; a second one replaces the first.</summary>
    public Task<SessionState> BaselineStartedAsync(long sessionId, long timeMs, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.Require("The baseline", SessionState.Live);
        step.Session.BaselineFromMs = timeMs;
        step.Session.BaselineToMs = null;
        step.Append(SessionEventKind.BaselineStarted, timeMs);
    }, cancel);

    /// <summary>The neutral baseline is complete.</summary>
    /// <exception cref="InvalidOperationException">None was started, or it would end before it started.</exception>
    public Task<SessionState> BaselineEndedAsync(long sessionId, long timeMs, CancellationToken cancel = default) => StepAsync(sessionId, step =>
    {
        step.Require("The end of the baseline", SessionState.Live);
        if (step.Session.BaselineFromMs is not { } from || timeMs < from)
            throw new InvalidOperationException($"The baseline of session {sessionId}: expected to end after its start ({step.Session.BaselineFromMs?.ToString() ?? "none"} ms), found {timeMs} ms.");
        step.Session.BaselineToMs = timeMs;
        step.Append(SessionEventKind.BaselineEnded, timeMs);
    }, cancel);

    /// <summary>
    /// The patient takes the consent back, before, during or after the session: for good, and all open links are revoked.
    /// Nothing happens if it was taken back before.
    /// </summary>
    public Task<SessionState> WithdrawAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) =>
        StepAsync(sessionId, step => WithdrawAsync(step, timeMs, null, cancel), cancel);

    /// <summary>The same, where the patient has told a clinician of the care team after the session, or after the recording was made.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    /// <exception cref="CourseRefusedException">The session has not ended.</exception>
    public async Task<SessionState> WithdrawAsync(CareScope scope, Guid publicId, CancellationToken cancel = default)
    {
        var found = await contexts.UseAsync(context => context.SessionsOf(scope).Where(s => s.PublicId == publicId).Select(s => (long?)s.Id).SingleOrDefaultAsync(cancel), cancel);
        return await StepAsync(found ?? throw new OutsideCareTeamException("Session"), step =>
        {
            if (!step.Session.State.IsOver()) step.Require("A withdrawal told to the care team", SessionState.Ended);
            return WithdrawAsync(step, null, scope.StaffId, cancel);
        }, cancel);
    }

    private async Task WithdrawAsync(CourseStep step, long? timeMs, Guid? toldTo, CancellationToken cancel)
    {
        var sessionId = step.Session.Id;
        if (step.Session.State == SessionState.Withdrawn) return;
        foreach (var consent in await step.Context.Consents.Where(c => c.SessionId == sessionId && c.WithdrawnAt == null).ToListAsync(cancel)) consent.WithdrawnAt = step.Now;
        step.Session.EndedAt ??= step.Now;
        step.Enter(SessionState.Withdrawn, SessionEventKind.Withdrawn, timeMs);
        await JoinLinks.RevokeOpenAsync(step.Context, sessionId, step.Now, cancel);
        await audit.AddAsync(step.Context, new AuditEntry(AuditAction.WithdrawConsent, toldTo, "session", step.Session.PublicId.ToString(),
            toldTo is null ? null : "told by the patient", toldTo is null ? AuditEntry.Patient : null), cancel);
    }

    /// <summary>The session is over in the ordinary way. Nothing happens if it was ended before.</summary>
    /// <param name="timeMs">When it ended, where that was noticed later.</param>
    /// <exception cref="CourseRefusedException">The session never started or was withdrawn.</exception>
    public Task<SessionState> EndAsync(long sessionId, long? timeMs = null, CancellationToken cancel = default) => StepAsync(sessionId, async step =>
    {
        if (step.Session.State == SessionState.Ended) return;
        step.RequireUnderWay("The end");
        step.Session.EndedAt = timeMs is { } at && step.Session.StartedAt is { } started && started.AddMilliseconds(at) is var then && then < step.Now ? then : step.Now;
        step.Enter(SessionState.Ended, SessionEventKind.Ended, timeMs);
        await JoinLinks.RevokeOpenAsync(step.Context, sessionId, step.Now, cancel);
    }, cancel);

    /// <summary>Adds to the session's counts of frames that were refused and of frames that were shed.</summary>
    public Task CountFramesAsync(long sessionId, long refused, long shed, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(refused);
        ArgumentOutOfRangeException.ThrowIfNegative(shed);
        return contexts.UseAsync(context => context.Sessions.Where(s => s.Id == sessionId).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.RefusedFrames, s => s.RefusedFrames + refused)
            .SetProperty(s => s.ShedFrames, s => s.ShedFrames + shed), cancel), cancel);
    }

    private Task<SessionState> StepAsync(long sessionId, Action<CourseStep> change, CancellationToken cancel) => StepAsync(sessionId, step =>
    {
        change(step);
        return Task.CompletedTask;
    }, cancel);

    private async Task<SessionState> StepAsync(long sessionId, Func<CourseStep, Task> change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await contexts.UseAsync(async context =>
                {
                    await using var transaction = await context.Database.BeginTransactionAsync(cancel);
                    var session = await context.Sessions.SingleOrDefaultAsync(s => s.Id == sessionId, cancel)
                        ?? throw new ArgumentException($"Session: expected one that exists, found number {sessionId}.", nameof(sessionId));
                    await change(new CourseStep(context, session, time.GetUtcNow()));
                    await context.SaveChangesAsync(cancel);
                    await transaction.CommitAsync(cancel);
                    return session.State;
                }, cancel);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Another step came first: judge again by the state it left.
            }
        }
    }
}
