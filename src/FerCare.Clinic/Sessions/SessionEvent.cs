using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Sessions;

/// <summary>What happened in a session, besides the samples. Stored as a number: never renumber.</summary>
public enum SessionEventKind
{
    Joined = 0,
    ConsentGiven = 1,
    Started = 2,
    BaselineStarted = 3,
    BaselineEnded = 4,
    Paused = 5,
    Resumed = 6,

    /// <summary>The patient's browser tab went out of sight, so the camera stood still.</summary>
    Hidden = 7,
    Shown = 8,
    ConnectionLost = 9,
    Reconnected = 10,
    Withdrawn = 11,
    Ended = 12,

    /// <summary>The camera's pictures could not be read, through a fault of the server: from here to <see cref="ReadingResumed"/> nothing was measured.</summary>
    ReadingStopped = 13,
    ReadingResumed = 14,
}

/// <summary>One event of a session; the gaps of the series follow from these.</summary>
public sealed class SessionEvent
{
    private SessionEvent()
    {
    }

    /// <param name="sessionId">The session.</param>
    /// <param name="timeMs">Milliseconds since the session's first frame; 0 before it.</param>
    /// <param name="at">The instant it was recorded.</param>
    /// <param name="kind">What happened.</param>
    public SessionEvent(long sessionId, long timeMs, DateTimeOffset at, SessionEventKind kind)
    {
        if (sessionId <= 0) throw new ArgumentOutOfRangeException(nameof(sessionId), sessionId, "Session: expected a stored session's number.");
        if (timeMs < 0) throw new ArgumentOutOfRangeException(nameof(timeMs), timeMs, "Time in session: expected 0 ms or later.");
        if (!Enum.IsDefined(kind)) throw new ArgumentOutOfRangeException(nameof(kind), kind, "Session event: not a known kind.");
        SessionId = sessionId;
        TimeMs = timeMs;
        At = at;
        Kind = kind;
    }

    public long Id { get; private set; }
    public long SessionId { get; private set; }
    public long TimeMs { get; private set; }
    public DateTimeOffset At { get; private set; }
    public SessionEventKind Kind { get; private set; }
}

internal sealed class SessionEventConfiguration : IEntityTypeConfiguration<SessionEvent>
{
    public void Configure(EntityTypeBuilder<SessionEvent> happened)
    {
        happened.ToTable("session_events");
        happened.HasIndex(e => e.SessionId);
        happened.HasOne<MonitoringSession>().WithMany().HasForeignKey(e => e.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
