using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Findings;

/// <summary>The signals of one concluded session, as one version of the rules computed them.</summary>
public sealed class SignalRecord
{
    private SignalRecord() => Json = RuleVersion = "";

    internal SignalRecord(long sessionId, string json, bool valid, string ruleVersion, DateTimeOffset computedAt)
    {
        SessionId = sessionId;
        Json = json;
        Valid = valid;
        RuleVersion = ruleVersion;
        ComputedAt = computedAt;
    }

    public long SessionId { get; private set; }

    /// <summary>The signals, as JSON.</summary>
    public string Json { get; private set; }

    /// <summary>Coverage and valid time were enough for this session to count in baselines and indices.</summary>
    public bool Valid { get; private set; }
    public string RuleVersion { get; private set; }
    public DateTimeOffset ComputedAt { get; private set; }
}

internal sealed class SignalRecordConfiguration : IEntityTypeConfiguration<SignalRecord>
{
    public void Configure(EntityTypeBuilder<SignalRecord> signals)
    {
        signals.ToTable("session_signals");
        signals.HasKey(s => new { s.SessionId, s.RuleVersion });
        signals.Property(s => s.RuleVersion).HasMaxLength(20);
        signals.HasOne<MonitoringSession>().WithMany().HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
