using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>
/// Opens the audit chain at the start of the program, after the migrations: makes the key where there is none, seals records of versions
/// before the chain, and compares the anchor with the database.
/// </summary>
internal sealed class AuditStart(AuditKey key, AuditAnchor anchor, PatientSeals seals, TimeProvider time, ILogger<AuditStart> log)
{
    public async Task OpenAsync(ClinicContext context, CancellationToken cancel)
    {
        var known = anchor.Read();
        if (!key.Exists)
        {
            if (known.Count > 0 || await context.AuditRecords.AnyAsync(r => r.Seal.Length == AuditSeal.Bytes, cancel)) throw new AuditKeyMissingException(key.Path);
            key.Create();
        }

        _ = key.Value;
        if (known.Count > 0)
        {
            if (await HoldsAsync(context, known[0], cancel)) return;
            anchor.GiveUp(await AuditChain.EndAsync(context, cancel));
            await NoteAsync(context, AuditAction.FindRecordsMissing, $"there had been {known[0].Number} records", cancel);
            return;
        }

        if (await SealOldAsync(context, cancel) is { } sealedUpTo)
        {
            anchor.Advance(sealedUpTo);
        }
        else if (await context.AuditRecords.AnyAsync(cancel))
        {
            log.LogCritical("The anchor of the audit trail is missing at {Path}; whether records were cut off before this start cannot be told", anchor.Path);
            await NoteAsync(context, AuditAction.FindAnchorMissing, null, cancel);
        }
    }

    private async Task NoteAsync(ClinicContext context, AuditAction found, string? detail, CancellationToken cancel)
    {
        context.AuditRecords.Add(new AuditRecord(time.GetUtcNow(), new AuditEntry(found, null, "audit trail", "anchor", detail), "FerCare"));
        await context.SaveChangesAsync(cancel);
    }

    private static async Task<bool> HoldsAsync(ClinicContext context, AuditHead head, CancellationToken cancel) =>
        head.Number == 0 || await context.AuditRecords.AnyAsync(r => r.Id == head.Number && r.Seal == head.Seal, cancel);

    // Only where no anchor exists: whatever is unsealed later was not written by this program, and sealing it would make it look genuine.
    private async Task<AuditHead?> SealOldAsync(ClinicContext context, CancellationToken cancel)
    {
        if (!await context.AuditRecords.AnyAsync(r => r.Seal.Length == 0, cancel) || await context.AuditRecords.AnyAsync(r => r.Seal.Length == AuditSeal.Bytes, cancel)) return null;
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var (end, moved) = (AuditHead.Start, 0);
        foreach (var record in await context.AuditRecords.AsNoTracking().OrderBy(r => r.Id).ToListAsync(cancel))
        {
            await PatientPseudonyms.ApplyAsync(context, record, seals, cancel);
            record.Follow(end, key.Value);
            if (record.Id != end.Number + 1) moved++;
            end = new AuditHead(end.Number + 1, record.Seal);
            // The record's own number may have been another one where a number was left out.
            await context.Database.ExecuteSqlAsync(
                $"UPDATE audit_records SET Id = {end.Number}, SubjectId = {record.SubjectId}, Pseudonym = {record.Pseudonym}, Previous = {record.Previous}, Seal = {record.Seal} WHERE Id = {record.Id}", cancel);
        }

        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        log.LogInformation("{Count} audit records of an earlier version were sealed; {Moved} of them were renumbered", end.Number, moved);
        return end;
    }
}
