using System.Globalization;
using FerCare.Clinic.Access;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Patients;

/// <summary>A person in the care of one care team. What identifies them is sealed with their own key.</summary>
public sealed class Patient
{
    private Patient() => DisplayName = RecordNumber = new SealedText([]);

    /// <param name="id">An id whose key exists.</param>
    internal Patient(Guid id, NewPatient patient, PatientSeals seals, DateTimeOffset createdAt)
    {
        Id = Wording.Checked(id, "Patient");
        CareTeamId = patient.CareTeamId;
        DisplayName = seals.Seal(id, SealedPlace.PatientName(id), patient.DisplayName);
        RecordNumber = seals.Seal(id, SealedPlace.RecordNumber(id), patient.RecordNumber);
        BirthYear = patient.BirthYear is { } year ? seals.Seal(id, SealedPlace.BirthYear(id), year.ToString(CultureInfo.InvariantCulture)) : null;
        CreatedAt = createdAt;
    }

    public Guid Id { get; private set; }
    public Guid CareTeamId { get; private set; }
    public SealedText DisplayName { get; private set; }

    /// <summary>The clinic's own number for this patient, unique within the care team, which the register sees to.</summary>
    public SealedText RecordNumber { get; private set; }
    public SealedText? BirthYear { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
}

internal sealed class PatientConfiguration : IEntityTypeConfiguration<Patient>
{
    public void Configure(EntityTypeBuilder<Patient> patient)
    {
        patient.ToTable("patients");
        patient.Property(p => p.Id).ValueGeneratedNever();
        patient.HasOne<CareTeam>().WithMany().HasForeignKey(p => p.CareTeamId).OnDelete(DeleteBehavior.Restrict);
    }
}
