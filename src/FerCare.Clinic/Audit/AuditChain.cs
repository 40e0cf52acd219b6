using System.Security.Cryptography;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace FerCare.Clinic.Audit;

/// <summary>
/// Links new audit records to the chain while the change they belong to is saved. Numbers and seals are given under the database's
/// write lock, so that of any number of writers each follows the one before.
/// </summary>
public sealed class AuditChain(AuditKey key, AuditAnchor anchor, PatientSeals seals)
{
    /// <summary>Seals what was added and saves the whole change, in the transaction that is open or one of its own.</summary>
    internal async Task<int> SaveAsync(ClinicContext context, IReadOnlyList<EntityEntry<AuditRecord>> added, Func<Task<int>> save, CancellationToken cancel)
    {
        if (context.Database.CurrentTransaction is not null)
        {
            await LinkAsync(context, added, cancel);
            return await save();
        }

        await using var change = await context.Database.BeginTransactionAsync(cancel);
        await LinkAsync(context, added, cancel);
        var saved = await save();
        await change.CommitAsync(cancel);
        return saved;
    }

    /// <summary>The end of the chain as the database has it.</summary>
    internal static async Task<AuditHead> EndAsync(ClinicContext context, CancellationToken cancel)
    {
        var end = await context.AuditRecords.AsNoTracking().OrderByDescending(r => r.Id).Select(r => new AuditHead(r.Id, r.Seal)).FirstOrDefaultAsync(cancel) ?? AuditHead.Start;
        // A record without a seal was put in past the program. The clinic goes on writing after it; the inspection names it.
        return end.Seal.Length == AuditSeal.Bytes ? end : end with { Seal = SHA256.HashData(BitConverter.GetBytes(end.Number)) };
    }

    private async Task LinkAsync(ClinicContext context, IReadOnlyList<EntityEntry<AuditRecord>> added, CancellationToken cancel)
    {
        var end = await EndAsync(context, cancel);
        anchor.Check(end);
        // Until they have a number, records carry temporary ones, which grow in the order in which they were added.
        foreach (var entry in added.OrderBy(e => e.Property(r => r.Id).CurrentValue))
        {
            var record = entry.Entity;
            await PatientPseudonyms.ApplyAsync(context, record, seals, cancel);
            record.Follow(end, key.Value);
            entry.Property(r => r.Id).CurrentValue = end.Number + 1;
            entry.Property(r => r.Id).IsTemporary = false;
            end = new AuditHead(end.Number + 1, record.Seal);
        }

        context.UncommittedHead = end;
    }
}
