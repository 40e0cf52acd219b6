using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Findings;

/// <summary>A clinician had a patient's baseline taken anew: only sessions after this instant make the next one.</summary>
public sealed class BaselineReset
{
    private BaselineReset() => Reason = new SealedText([]);

    internal BaselineReset(Guid patientId, SessionContext context, Guid byId, DateTimeOffset at)
    {
        if (!Enum.IsDefined(context)) throw new ArgumentOutOfRangeException(nameof(context), context, "Session context: expected rest, conversation or reading.");
        PatientId = Wording.Checked(patientId, "Patient");
        Context = context;
        Reason = new SealedText([]);
        ById = byId;
        At = at;
    }

    /// <summary>Longest reason, characters.</summary>
    public const int LongestReason = 400;

    public long Id { get; private set; }
    public Guid PatientId { get; private set; }
    public SessionContext Context { get; private set; }

    /// <summary>Why, sealed.</summary>
    public SealedText Reason { get; internal set; }
    public Guid ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

internal sealed class BaselineResetConfiguration : IEntityTypeConfiguration<BaselineReset>
{
    public void Configure(EntityTypeBuilder<BaselineReset> reset)
    {
        reset.ToTable("baseline_resets");
        reset.HasIndex(r => new { r.PatientId, r.Context, r.At });
        reset.HasOne<Patient>().WithMany().HasForeignKey(r => r.PatientId).OnDelete(DeleteBehavior.Cascade);
    }
}
