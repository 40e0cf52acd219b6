using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Audit;

/// <summary>One line of the audit trail. Only ever added; it outlives accounts and patients, so it refers to them by value.</summary>
public sealed class AuditRecord
{
    private AuditRecord() => ActorName = SubjectKind = SubjectId = "";

    internal AuditRecord(DateTimeOffset at, AuditEntry entry, string actorName)
    {
        At = at;
        Action = entry.Action;
        ActorId = entry.ActorId;
        ActorName = Shortened(actorName, 120);
        SubjectKind = Wording.Checked(entry.SubjectKind, 40, "Audited subject");
        SubjectId = Shortened(entry.SubjectId, 120);
        Detail = entry.Detail is { } detail ? Shortened(detail, 400) : null;
    }

    public long Id { get; private set; }
    public DateTimeOffset At { get; private set; }
    public AuditAction Action { get; private set; }
    public Guid? ActorId { get; private set; }
    public string ActorName { get; private set; }
    public string SubjectKind { get; private set; }
    public string SubjectId { get; private set; }
    public string? Detail { get; private set; }

    // An audit line must never fail because of what a stranger typed: what is too long is cut, control characters become spaces.
    private static string Shortened(string text, int longest)
    {
        var oneLine = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return oneLine.Length <= longest ? oneLine : oneLine[..longest];
    }
}

internal sealed class AuditRecordConfiguration : IEntityTypeConfiguration<AuditRecord>
{
    public void Configure(EntityTypeBuilder<AuditRecord> record)
    {
        record.ToTable("audit_records");
        record.Property(r => r.Action).HasConversion<string>().HasMaxLength(40);
        record.Property(r => r.ActorName).HasMaxLength(120);
        record.Property(r => r.SubjectKind).HasMaxLength(40);
        record.Property(r => r.SubjectId).HasMaxLength(120);
        record.Property(r => r.Detail).HasMaxLength(400);
        record.HasIndex(r => r.At);
        record.HasIndex(r => new { r.SubjectKind, r.SubjectId });
    }
}
