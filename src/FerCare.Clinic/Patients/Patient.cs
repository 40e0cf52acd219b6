using FerCare.Clinic.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Patients;

/// <summary>A person in the care of one care team.</summary>
public sealed class Patient
{
    private Patient() => DisplayName = RecordNumber = "";

    public Patient(NewPatient patient, DateTimeOffset createdAt)
    {
        Id = Guid.CreateVersion7(createdAt);
        CareTeamId = patient.CareTeamId;
        DisplayName = patient.DisplayName;
        RecordNumber = patient.RecordNumber;
        BirthYear = patient.BirthYear;
        CreatedAt = createdAt;
    }

    public Guid Id { get; private set; }
    public Guid CareTeamId { get; private set; }
    public string DisplayName { get; private set; }

    /// <summary>The clinic's own number for this patient, unique within the care team.</summary>
    public string RecordNumber { get; private set; }
    public int? BirthYear { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
}

internal sealed class PatientConfiguration : IEntityTypeConfiguration<Patient>
{
    public void Configure(EntityTypeBuilder<Patient> patient)
    {
        patient.ToTable("patients");
        patient.Property(p => p.Id).ValueGeneratedNever();
        patient.Property(p => p.DisplayName).HasMaxLength(NewPatient.LongestName);
        patient.Property(p => p.RecordNumber).HasMaxLength(NewPatient.LongestRecordNumber);
        patient.HasIndex(p => new { p.CareTeamId, p.RecordNumber }).IsUnique();
        patient.HasOne<CareTeam>().WithMany().HasForeignKey(p => p.CareTeamId).OnDelete(DeleteBehavior.Restrict);
    }
}
