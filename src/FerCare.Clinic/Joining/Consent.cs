using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Joining;

/// <summary>A patient's agreement to one session, with the purpose and the version of the text that was shown.</summary>
public sealed class Consent
{
    private Consent() => Purpose = TextVersion = "";

    public Consent(long sessionId, Guid patientId, ConsentText text, DateTimeOffset givenAt)
    {
        if (sessionId <= 0) throw new ArgumentOutOfRangeException(nameof(sessionId), sessionId, "Session: expected a stored session's number.");
        SessionId = sessionId;
        PatientId = Wording.Checked(patientId, "Patient");
        Purpose = text.Purpose;
        TextVersion = text.Version;
        GivenAt = givenAt;
    }

    public long Id { get; private set; }
    public long SessionId { get; private set; }
    public Guid PatientId { get; private set; }
    public string Purpose { get; private set; }

    /// <summary>The version shown; <see cref="ConsentText.Find"/> gives its words.</summary>
    public string TextVersion { get; private set; }
    public DateTimeOffset GivenAt { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; internal set; }
}

internal sealed class ConsentConfiguration : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> consent)
    {
        consent.ToTable("consents");
        consent.Property(c => c.Purpose).HasMaxLength(200);
        consent.Property(c => c.TextVersion).HasMaxLength(20);
        consent.HasIndex(c => c.SessionId);
        consent.HasOne<MonitoringSession>().WithMany().HasForeignKey(c => c.SessionId).OnDelete(DeleteBehavior.Cascade);
        consent.HasOne<Patient>().WithMany().HasForeignKey(c => c.PatientId).OnDelete(DeleteBehavior.Cascade);
    }
}
