using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Access;

/// <summary>
/// A clinician outside the care team has opened a patient's record in an emergency, for a reason in their own words and for a bounded
/// time. It stays on the record; the team sees it until one of them says that they have.
/// </summary>
public sealed class EmergencyAccess
{
    /// <summary>Characters a reason has at least, so that it says something.</summary>
    public const int ShortestReason = 10;

    /// <summary>Characters a reason has at most.</summary>
    public const int LongestReason = 500;

    private EmergencyAccess() => Reason = new SealedText([]);

    internal EmergencyAccess(Guid patientId, Guid staffId, DateTimeOffset openedAt, TimeSpan length)
    {
        PublicId = Guid.NewGuid();
        PatientId = Wording.Checked(patientId, "Patient");
        StaffId = Wording.Checked(staffId, "Member of staff");
        Reason = new SealedText([]);
        OpenedAt = openedAt;
        ClosesAt = length > TimeSpan.Zero ? openedAt + length : throw new ArgumentOutOfRangeException(nameof(length), length, "Emergency access: expected to last longer than nothing.");
    }

    public long Id { get; private set; }
    public Guid PublicId { get; private set; }
    public Guid PatientId { get; private set; }

    /// <summary>Who opened the record.</summary>
    public Guid StaffId { get; private set; }

    /// <summary>Why, sealed.</summary>
    public SealedText Reason { get; internal set; }
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>From this instant on it opens nothing; earlier than planned where its owner closed it.</summary>
    public DateTimeOffset ClosesAt { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }
    public Guid? AcknowledgedBy { get; private set; }

    /// <summary>The reason in one line.</summary>
    /// <exception cref="ArgumentException">Shorter than 10 or longer than 500 characters.</exception>
    internal static string CheckedReason(string? reason)
    {
        var said = Wording.Checked(reason?.ReplaceLineEndings(" "), LongestReason, "Reason");
        return said.Length >= ShortestReason ? said : throw new ArgumentException($"Reason: expected at least {ShortestReason} characters, found {said.Length}.", nameof(reason));
    }
}

internal sealed class EmergencyAccessConfiguration : IEntityTypeConfiguration<EmergencyAccess>
{
    public void Configure(EntityTypeBuilder<EmergencyAccess> access)
    {
        access.ToTable("emergency_accesses");
        access.HasIndex(a => a.PublicId).IsUnique();
        access.HasIndex(a => new { a.StaffId, a.ClosesAt });
        access.HasIndex(a => a.PatientId);
        access.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Cascade);
    }
}
