using System.Security.Cryptography;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Audit;

/// <summary>
/// A patient's own key, with which the audit trail names them. It goes with the patient: once it is gone nobody can tell whose records
/// those were, and the chain stays whole because the pseudonym, not the patient's id, was sealed.
/// </summary>
public sealed class PatientAuditKey
{
    private PatientAuditKey() => Key = [];

    internal PatientAuditKey(Guid patientId, PatientSeals seals)
    {
        PatientId = Wording.Checked(patientId, "Patient");
        Key = seals.Seal(patientId, SealedPlace.AuditKey(patientId), RandomNumberGenerator.GetBytes(32));
    }

    public Guid PatientId { get; private set; }

    /// <summary>Sealed with the key that lies outside the database, so that an old copy of the database does not tell either.</summary>
    public byte[] Key { get; private set; }

    /// <summary>32 hexadecimal digits: the first half of HMAC-SHA256 of the patient's id.</summary>
    internal string Pseudonym(PatientSeals seals) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(seals.Open(PatientId, SealedPlace.AuditKey(PatientId), Key), PatientId.ToByteArray()).AsSpan(0, 16));
}

internal sealed class PatientAuditKeyConfiguration : IEntityTypeConfiguration<PatientAuditKey>
{
    public void Configure(EntityTypeBuilder<PatientAuditKey> key)
    {
        key.ToTable("patient_audit_keys");
        key.HasKey(k => k.PatientId);
        key.Property(k => k.PatientId).ValueGeneratedNever();
        key.HasOne<Patient>().WithOne().HasForeignKey<PatientAuditKey>(k => k.PatientId).OnDelete(DeleteBehavior.Cascade);
    }
}
