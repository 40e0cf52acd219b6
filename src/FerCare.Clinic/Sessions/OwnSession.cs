namespace FerCare.Clinic.Sessions;

/// <summary>What a patient may know about the session their link opened: the only view of clinical data without a care scope.</summary>
/// <param name="Watchers">Names of the care team's members: who can see the session.</param>
/// <param name="ConsentGiven">A consent stands.</param>
/// <param name="LastEventMs">Time in session of the last event.</param>
public sealed record OwnSession(
    long Id, Guid PublicId, string PatientName, string CareTeam, IReadOnlyList<string> Watchers, SessionContext Context, SessionState State,
    bool ConsentGiven, DateTimeOffset ScheduledAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, long? BaselineFromMs, long? BaselineToMs, long LastEventMs)
{
    /// <summary>What the session was before its connection was lost, and is again when the patient is back; null where none is lost.</summary>
    public SessionState? StateBeforeLoss { get; init; }

    /// <summary>The patient has paused, whether the connection stands or is lost.</summary>
    public bool IsPaused => State == SessionState.Paused || this is { State: SessionState.Reconnecting, StateBeforeLoss: SessionState.Paused };

    /// <summary>The patient may see a summary of their own at the end.</summary>
    public bool ShowsSummary { get; init; }

    /// <summary>When what was measured was erased; null while it is kept.</summary>
    public DateTimeOffset? SamplesErasedAt { get; init; }
}
