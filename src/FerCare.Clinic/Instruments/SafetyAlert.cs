using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Instruments;

/// <summary>
/// An answer that a person of the care team has to see now. It stays open until a person acknowledges it: neither a later answer,
/// nor the end of the form or session, nor time, nor a restart closes it.
/// </summary>
public sealed class SafetyAlert
{
    /// <summary>Longest note of an acknowledgement, characters.</summary>
    public const int LongestNote = 1000;

    private SafetyAlert() => InstrumentId = ItemId = "";

    internal SafetyAlert(FormResponse response, string itemId, int value, Guid? clinicianId, DateTimeOffset raisedAt)
    {
        PublicId = Guid.NewGuid();
        PatientId = response.PatientId;
        SessionId = response.SessionId;
        ResponseId = response.Id;
        InstrumentId = response.InstrumentId;
        ItemId = itemId;
        Value = value;
        ClinicianId = clinicianId;
        RaisedAt = raisedAt;
        // Nobody is responsible first: then everybody is at once.
        if (clinicianId is null) EscalatedAt = raisedAt;
    }

    public long Id { get; private set; }
    public Guid PublicId { get; private set; }
    public Guid PatientId { get; private set; }
    public long? SessionId { get; private set; }
    public long ResponseId { get; private set; }
    public string InstrumentId { get; private set; }
    public string ItemId { get; private set; }

    /// <summary>The highest value that was chosen while the alert was open.</summary>
    public int Value { get; internal set; }
    public DateTimeOffset RaisedAt { get; private set; }

    /// <summary>Who sees it first; null where nobody can, and the whole team sees it from the start.</summary>
    public Guid? ClinicianId { get; private set; }

    /// <summary>Since when the whole care team sees it.</summary>
    public DateTimeOffset? EscalatedAt { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }
    public Guid? AcknowledgedBy { get; private set; }

    /// <summary>What was done, in the words of who acknowledged it, sealed.</summary>
    public SealedText? Note { get; private set; }
}

internal sealed class SafetyAlertConfiguration : IEntityTypeConfiguration<SafetyAlert>
{
    public void Configure(EntityTypeBuilder<SafetyAlert> alert)
    {
        alert.ToTable("safety_alerts");
        alert.Property(a => a.InstrumentId).HasMaxLength(40);
        alert.Property(a => a.ItemId).HasMaxLength(40);
        alert.HasIndex(a => a.PublicId).IsUnique();
        alert.HasIndex(a => new { a.PatientId, a.RaisedAt });
        alert.HasIndex(a => a.AcknowledgedAt);
        alert.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Cascade);
        alert.HasOne<FormResponse>().WithMany().HasForeignKey(a => a.ResponseId).OnDelete(DeleteBehavior.Cascade);
    }
}
