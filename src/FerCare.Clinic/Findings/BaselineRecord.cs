using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Findings;

/// <summary>A patient's own baseline in one context, frozen: a rolling one would absorb the illness it should show.</summary>
public sealed class BaselineRecord
{
    private BaselineRecord() => Json = RuleVersion = "";

    internal BaselineRecord(Guid patientId, SessionContext context, string json, int sessions, DateTimeOffset lastSessionAt, string ruleVersion, DateTimeOffset frozenAt)
    {
        PatientId = Wording.Checked(patientId, "Patient");
        Context = context;
        Json = json;
        Sessions = sessions;
        LastSessionAt = lastSessionAt;
        RuleVersion = ruleVersion;
        FrozenAt = frozenAt;
    }

    public Guid PatientId { get; private set; }
    public SessionContext Context { get; private set; }

    /// <summary>The baseline, as JSON.</summary>
    public string Json { get; private set; }

    /// <summary>How many sessions it was taken from.</summary>
    public int Sessions { get; private set; }

    /// <summary>Start of the last session it was taken from; only later ones are compared with it.</summary>
    public DateTimeOffset LastSessionAt { get; private set; }
    public string RuleVersion { get; private set; }
    public DateTimeOffset FrozenAt { get; private set; }
}

internal sealed class BaselineRecordConfiguration : IEntityTypeConfiguration<BaselineRecord>
{
    public void Configure(EntityTypeBuilder<BaselineRecord> baseline)
    {
        baseline.ToTable("patient_baselines");
        baseline.HasKey(b => new { b.PatientId, b.Context });
        baseline.Property(b => b.RuleVersion).HasMaxLength(20);
        baseline.HasOne<Patient>().WithMany().HasForeignKey(b => b.PatientId).OnDelete(DeleteBehavior.Cascade);
    }
}
