using FerCare.Affect.Indicators;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Findings;

/// <summary>How far a clinician has got with a finding. Stored as a number: never renumber.</summary>
public enum ReviewState
{
    /// <summary>Computed; no clinician has judged it.</summary>
    Preliminary = 0,

    /// <summary>A clinician found it borne out.</summary>
    Confirmed = 1,

    /// <summary>A clinician found it explained otherwise; the reason stands in its history.</summary>
    Dismissed = 2,
}

/// <summary>What one index says about one session, as it was assessed.</summary>
public sealed class Finding
{
    /// <summary>The <see cref="Status"/> of a finding that is raised for review.</summary>
    public const string FlaggedStatus = nameof(FindingStatus.Flagged);

    private Finding() => Kind = Status = Json = RuleVersion = "";

    internal Finding(long sessionId, string kind, string status, double? index, string json, string ruleVersion, string? modelVersion, DateTimeOffset assessedAt)
    {
        SessionId = sessionId;
        Kind = kind;
        Status = status;
        Index = index;
        Json = json;
        RuleVersion = ruleVersion;
        ModelVersion = modelVersion;
        AssessedAt = assessedAt;
        Review = ReviewState.Preliminary;
    }

    public long Id { get; private set; }
    public long SessionId { get; private set; }

    /// <summary>Name of the index.</summary>
    public string Kind { get; private set; }

    /// <summary>Name of the status: withheld, not enough sessions, no flag, flagged.</summary>
    public string Status { get; private set; }

    /// <summary>The index in standard deviations of the baseline; null where withheld.</summary>
    public double? Index { get; private set; }

    /// <summary>The whole finding with components and evidence, as JSON.</summary>
    public string Json { get; private set; }
    public string RuleVersion { get; private set; }
    public string? ModelVersion { get; private set; }
    public DateTimeOffset AssessedAt { get; private set; }
    public ReviewState Review { get; internal set; }

    /// <summary>When a later assessment took its place; null while it is the one that counts. Nothing that was assessed is ever deleted.</summary>
    public DateTimeOffset? SupersededAt { get; internal set; }
}

internal sealed class FindingConfiguration : IEntityTypeConfiguration<Finding>
{
    public void Configure(EntityTypeBuilder<Finding> finding)
    {
        finding.ToTable("findings");
        finding.Property(f => f.Kind).HasMaxLength(40);
        finding.Property(f => f.Status).HasMaxLength(40);
        finding.Property(f => f.RuleVersion).HasMaxLength(20);
        finding.Property(f => f.ModelVersion).HasMaxLength(120);
        finding.HasIndex(f => new { f.SessionId, f.Kind }).IsUnique().HasFilter("\"SupersededAt\" IS NULL");
        finding.HasIndex(f => f.SessionId);
        finding.HasOne<MonitoringSession>().WithMany().HasForeignKey(f => f.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
