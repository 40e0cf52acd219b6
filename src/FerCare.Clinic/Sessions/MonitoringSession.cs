using FerCare.Clinic.Patients;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Sessions;

/// <summary>One monitored session of one patient. Its state changes only through <see cref="SessionCourse"/>.</summary>
public sealed class MonitoringSession
{
    private MonitoringSession()
    {
    }

    public MonitoringSession(Guid patientId, SessionContext context, DateTimeOffset scheduledAt, bool showsSummary = false)
    {
        if (!Enum.IsDefined(context)) throw new ArgumentOutOfRangeException(nameof(context), context, "Session context: expected rest, conversation or reading.");
        PatientId = Wording.Checked(patientId, "Patient");
        PublicId = Guid.NewGuid();
        Context = context;
        ScheduledAt = scheduledAt;
        ShowsSummary = showsSummary;
        State = SessionState.Waiting;
    }

    /// <summary>Short number used by the sample series and inside the program.</summary>
    public long Id { get; private set; }

    /// <summary>The id that stands in addresses; it cannot be guessed from another.</summary>
    public Guid PublicId { get; private set; }
    public Guid PatientId { get; private set; }
    public SessionContext Context { get; private set; }
    public SessionState State { get; internal set; }

    /// <summary>Where <see cref="SessionState.Reconnecting"/> leads back to: <see cref="SessionState.Live"/> or <see cref="SessionState.Paused"/>.</summary>
    public SessionState? StateBeforeLoss { get; internal set; }
    public DateTimeOffset ScheduledAt { get; private set; }

    /// <summary>The patient may see a summary of their own at the end (<see cref="OwnSummary"/>).</summary>
    public bool ShowsSummary { get; private set; }

    /// <summary>The instant of the first frame: zero of all <c>TimeMs</c> of this session.</summary>
    public DateTimeOffset? StartedAt { get; internal set; }
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Start of the neutral baseline, milliseconds of the session.</summary>
    public long? BaselineFromMs { get; internal set; }

    /// <summary>End of the neutral baseline, milliseconds of the session.</summary>
    public long? BaselineToMs { get; internal set; }

    /// <summary>Name and version of the network that read this session.</summary>
    public string? ModelVersion { get; internal set; }

    /// <summary>Frames that arrived and were refused: corrupt, too large, not an image.</summary>
    public long RefusedFrames { get; private set; }

    /// <summary>Frames that arrived and were dropped because the server was busy.</summary>
    public long ShedFrames { get; private set; }

    /// <summary>When it was read from a recording that was made elsewhere; null for a session that was monitored live.</summary>
    public DateTimeOffset? ImportedAt { get; internal set; }

    /// <summary>When the samples of this session were erased; the database takes no new ones from then on. Null while they are kept.</summary>
    public DateTimeOffset? SamplesErasedAt { get; internal set; }

    /// <summary>Why they were erased; null while they are kept.</summary>
    public ErasedBecause? SamplesErasedBecause { get; internal set; }
}

internal sealed class MonitoringSessionConfiguration : IEntityTypeConfiguration<MonitoringSession>
{
    public void Configure(EntityTypeBuilder<MonitoringSession> session)
    {
        session.ToTable("sessions");
        session.Property(s => s.State).IsConcurrencyToken();
        session.Property(s => s.ModelVersion).HasMaxLength(120);
        session.HasIndex(s => s.PublicId).IsUnique();
        session.HasIndex(s => s.ScheduledAt);
        session.HasIndex(s => new { s.PatientId, s.StartedAt });
        session.HasOne<Patient>().WithMany().HasForeignKey(s => s.PatientId).OnDelete(DeleteBehavior.Cascade);
    }
}
