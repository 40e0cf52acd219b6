using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Sessions;

/// <summary>What a clinician noticed at a moment of a session. Stored as a number: never renumber.</summary>
public enum MarkerKind
{
    /// <summary>Nothing but the moment.</summary>
    Plain = 0,
    Question = 1,
    DifficultTopic = 2,
    PleasantTopic = 3,
    TaskBegins = 4,
    TaskEnds = 5,
    Tearful = 6,
    Laughs = 7,
    Distracted = 8,
    TechnicalTrouble = 9,
}

/// <summary>A marker or a note at a moment of a session, with who set it and when.</summary>
public sealed class TimelineNote
{
    /// <summary>Longest note, characters.</summary>
    public const int LongestText = 500;

    private TimelineNote() => ByName = "";

    internal TimelineNote(long sessionId, long timeMs, MarkerKind kind, Guid byId, string byName, DateTimeOffset at)
    {
        if (timeMs < 0) throw new ArgumentOutOfRangeException(nameof(timeMs), timeMs, "Time in session: expected 0 ms or later.");
        if (!Enum.IsDefined(kind)) throw new ArgumentOutOfRangeException(nameof(kind), kind, "Marker: expected one of the ten kinds.");
        SessionId = sessionId;
        TimeMs = timeMs;
        Kind = kind;
        ById = byId;
        ByName = byName;
        At = at;
    }

    public long Id { get; private set; }
    public long SessionId { get; private set; }
    public long TimeMs { get; private set; }
    public MarkerKind Kind { get; private set; }

    /// <summary>What was written, sealed; null for a marker alone.</summary>
    public SealedText? Text { get; internal set; }
    public Guid ById { get; private set; }

    /// <summary>The author's name at that time; it outlives the account.</summary>
    public string ByName { get; private set; }
    public DateTimeOffset At { get; private set; }
}

internal sealed class TimelineNoteConfiguration : IEntityTypeConfiguration<TimelineNote>
{
    public void Configure(EntityTypeBuilder<TimelineNote> note)
    {
        note.ToTable("timeline_notes");
        note.Property(n => n.ByName).HasMaxLength(120);
        note.HasIndex(n => new { n.SessionId, n.TimeMs });
        note.HasOne<MonitoringSession>().WithMany().HasForeignKey(n => n.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
