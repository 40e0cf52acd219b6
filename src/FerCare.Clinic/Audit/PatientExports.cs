using FerCare.Clinic.Access;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Audit;

/// <summary>An export of a patient's data as the patient's page shows it.</summary>
/// <param name="SessionId">The session; null for a copy of everything, and where the session is gone.</param>
/// <param name="Note">Null where the record is older than its wording.</param>
public sealed record ExportRow(long Id, DateTimeOffset At, string By, Guid? SessionId, ExportNote? Note)
{
    /// <summary>It was cancelled or failed before anything left FerCare.</summary>
    public bool IsCancelled { get; init; }
}

/// <summary>Who took a patient's data out of FerCare, from the audit trail.</summary>
public sealed class PatientExports(IDbContextFactory<ClinicContext> contexts, PatientSeals seals)
{
    /// <summary>The most exports that are listed.</summary>
    public const int Most = 100;

    /// <summary>The newest exports of one patient's data, newest first; empty if the patient belongs to another team, or their key is missing.</summary>
    public Task<IReadOnlyList<ExportRow>> OfPatientAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        if (!await context.PatientsOf(scope).AnyAsync(p => p.Id == patientId, cancel)) return (IReadOnlyList<ExportRow>)[];
        if (await context.PatientAuditKeys.AsNoTracking().SingleOrDefaultAsync(k => k.PatientId == patientId, cancel) is not { } key || !seals.CanRead(patientId)) return [];
        var pseudonym = key.Pseudonym(seals);
        // Each export may have its cancelling beside it, whose note is the same to the archive's id. Records from before archives had one in their note do not tell
        // which of two equal exports was cancelled; there it is taken to be the last one before.
        var lines = await context.AuditRecords.AsNoTracking().Where(r => (r.Action == AuditAction.Export || r.Action == AuditAction.CancelExport) && r.Pseudonym == pseudonym)
            .OrderByDescending(r => r.Id).Take(2 * Most).Select(r => new { r.Id, r.At, r.Action, r.ActorId, r.ActorName, r.SubjectKind, r.SubjectId, r.Detail }).ToListAsync(cancel);
        var cancelled = new HashSet<long>();
        foreach (var line in lines.Where(l => l.Action == AuditAction.CancelExport))
            if (lines.Find(l => l.Action == AuditAction.Export && l.Id < line.Id && l.ActorId == line.ActorId && l.SubjectId == line.SubjectId && l.Detail == line.Detail && !cancelled.Contains(l.Id)) is { } export)
                cancelled.Add(export.Id);
        var sessions = (await context.SessionsOf(scope).Where(s => s.PatientId == patientId).Select(s => s.PublicId).ToListAsync(cancel)).ToHashSet();
        return [.. lines.Where(l => l.Action == AuditAction.Export).Take(Most).Select(l => new ExportRow(l.Id, l.At, l.ActorName,
            l.SubjectKind == "session" && Guid.TryParse(l.SubjectId, out var session) && sessions.Contains(session) ? session : null, ExportNote.Read(l.Detail)) { IsCancelled = cancelled.Contains(l.Id) })];
    }, cancel);
}
