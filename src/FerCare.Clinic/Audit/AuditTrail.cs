using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Audit;

/// <summary>One line of the trail as administrators read it.</summary>
public sealed record AuditLine(long Id, DateTimeOffset At, AuditAction Action, Guid? ActorId, string ActorName, string SubjectKind, string SubjectId, string? Detail);

/// <summary>
/// Writes down who did what. Changes made through the clinic's own classes are audited by them, in the same transaction; sign-ins,
/// views of a page and exports are recorded by whoever serves them.
/// </summary>
public sealed class AuditTrail(IDbContextFactory<ClinicContext> contexts, TimeProvider time)
{
    /// <summary>Adds one record and returns once it is stored.</summary>
    public Task RecordAsync(AuditEntry entry, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await AddAsync(context, entry, cancel);
        await context.SaveChangesAsync(cancel);
    }, cancel);

    /// <summary>The newest records, newest first.</summary>
    /// <param name="count">1 to 1,000.</param>
    public Task<IReadOnlyList<AuditLine>> RecentAsync(int count, CancellationToken cancel = default)
    {
        if (count is < 1 or > 1000) throw new ArgumentOutOfRangeException(nameof(count), count, "Expected 1 to 1,000 records.");
        return contexts.UseAsync(async context => (IReadOnlyList<AuditLine>)await context.AuditRecords.AsNoTracking()
            .OrderByDescending(r => r.Id).Take(count)
            .Select(r => new AuditLine(r.Id, r.At, r.Action, r.ActorId, r.ActorName, r.SubjectKind, r.SubjectId, r.Detail))
            .ToListAsync(cancel), cancel);
    }

    /// <summary>Adds a record to a change that is about to be saved, so that neither exists without the other.</summary>
    internal async Task AddAsync(ClinicContext context, AuditEntry entry, CancellationToken cancel)
    {
        var name = entry.ActorName;
        if (name is null && entry.ActorId is { } id)
            name = await context.Users.AsNoTracking().Where(u => u.Id == id).Select(u => u.DisplayName).SingleOrDefaultAsync(cancel);
        context.AuditRecords.Add(new AuditRecord(time.GetUtcNow(), entry, name ?? AuditEntry.Nobody));
    }
}
