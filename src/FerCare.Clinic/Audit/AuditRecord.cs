using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FerCare.Clinic.Audit;

/// <summary>
/// One link of the audit trail. Only ever added, which the database itself enforces; it outlives accounts and patients, so it refers to
/// them by value, to patients by a pseudonym.
/// </summary>
public sealed class AuditRecord
{
    private AuditRecord()
    {
        ActorName = SubjectKind = SubjectId = "";
        Previous = Seal = [];
    }

    internal AuditRecord(DateTimeOffset at, AuditEntry entry, string actorName)
    {
        At = at;
        Action = entry.Action;
        ActorId = entry.ActorId;
        ActorName = Shortened(actorName, 120);
        SubjectKind = Wording.Checked(entry.SubjectKind, 40, "Audited subject");
        SubjectId = Shortened(entry.SubjectId, 120);
        Detail = entry.Detail is { } detail ? Shortened(detail, 400) : null;
        Previous = Seal = [];
    }

    /// <summary>The record's number: 1 for the first, and no number is left out.</summary>
    public long Id { get; private set; }
    public DateTimeOffset At { get; private set; }
    public AuditAction Action { get; private set; }
    public Guid? ActorId { get; private set; }
    public string ActorName { get; private set; }
    public string SubjectKind { get; private set; }

    /// <summary>Id of the subject; where that is a patient, their pseudonym.</summary>
    public string SubjectId { get; private set; }

    /// <summary>The pseudonym of the patient whose data this is about; null where it is about nobody's.</summary>
    public string? Pseudonym { get; private set; }
    public string? Detail { get; private set; }

    /// <summary>The seal of the record before this one.</summary>
    public byte[] Previous { get; private set; }

    /// <summary>This record's seal (<see cref="AuditSeal"/>); empty only until it is stored.</summary>
    public byte[] Seal { get; private set; }

    internal void NamePatient(string pseudonym)
    {
        Pseudonym = pseudonym;
        if (SubjectKind == "patient") SubjectId = pseudonym;
    }

    internal void Follow(AuditHead end, byte[] key)
    {
        Previous = end.Seal;
        Seal = AuditSeal.Of(key, Previous, new AuditContent(At.UtcTicks, Action.ToString(), ActorId, ActorName, SubjectKind, SubjectId, Pseudonym, Detail));
    }

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
        record.Property(r => r.Pseudonym).HasMaxLength(32);
        record.Property(r => r.Detail).HasMaxLength(400);
        record.HasIndex(r => r.At);
        record.HasIndex(r => new { r.SubjectKind, r.SubjectId });
        record.HasIndex(r => r.Pseudonym);
        // No two records can follow the same one, whoever writes them.
        record.HasIndex(r => r.Previous).IsUnique().HasFilter("length(Previous) = 32");
    }
}
