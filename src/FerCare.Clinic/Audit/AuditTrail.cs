using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Audit;

/// <summary>One line of the trail as administrators read it.</summary>
public sealed record AuditLine(long Id, DateTimeOffset At, AuditAction Action, Guid? ActorId, string ActorName, string SubjectKind, string SubjectId, string? Pseudonym, string? Detail);

/// <summary>
/// Writes down who did what. Changes made through the clinic's own classes are audited by them, in the same transaction; sign-ins,
/// views of a page and exports are recorded by whoever serves them.
/// </summary>
public sealed class AuditTrail(IDbContextFactory<ClinicContext> contexts, PatientSeals seals, TimeProvider time)
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
            .Select(r => new AuditLine(r.Id, r.At, r.Action, r.ActorId, r.ActorName, r.SubjectKind, r.SubjectId, r.Pseudonym, r.Detail))
            .ToListAsync(cancel), cancel);
    }

    /// <summary>The records that a search finds, newest first, a page at a time.</summary>
    public Task<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var found = context.AuditRecords.AsNoTracking();
        if (query.Person is { Length: > 0 } person)
        {
            var part = $"%{person.Replace("!", "!!").Replace("%", "!%").Replace("_", "!_")}%";
            found = found.Where(r => EF.Functions.Like(r.ActorName, part, "!"));
        }

        if (query.Action is { } action) found = found.Where(r => r.Action == action);
        if (query.From is { } from) found = found.Where(r => r.At >= from);
        if (query.Until is { } until) found = found.Where(r => r.At < until);
        if (query.Subject is { Length: > 0 } subject)
        {
            var lower = subject.ToLowerInvariant();
            found = found.Where(r => r.SubjectId == lower || r.Pseudonym!.StartsWith(lower));
        }

        if (query.Before is { } before) found = found.Where(r => r.Id < before);
        var lines = await found.OrderByDescending(r => r.Id).Take(AuditQuery.PageSize + 1)
            .Select(r => new AuditLine(r.Id, r.At, r.Action, r.ActorId, r.ActorName, r.SubjectKind, r.SubjectId, r.Pseudonym, r.Detail)).ToListAsync(cancel);
        var more = lines.Count > AuditQuery.PageSize;
        if (more) lines.RemoveAt(AuditQuery.PageSize);
        return new AuditPage(lines, more ? lines[^1].Id : null);
    }, cancel);

    /// <summary>The name a patient has in the trail; null before the first record about them, and where their key is destroyed or missing.</summary>
    public Task<string?> PseudonymAsync(Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        seals.CanRead(patientId) ? (await context.PatientAuditKeys.AsNoTracking().SingleOrDefaultAsync(k => k.PatientId == patientId, cancel))?.Pseudonym(seals) : null, cancel);

    /// <summary>Adds a record to a change that is about to be saved, so that neither exists without the other.</summary>
    public async Task AddAsync(ClinicContext context, AuditEntry entry, CancellationToken cancel)
    {
        var name = entry.ActorName;
        if (name is null && entry.ActorId is { } id)
            name = await context.Users.AsNoTracking().Where(u => u.Id == id).Select(u => u.DisplayName).SingleOrDefaultAsync(cancel);
        context.AuditRecords.Add(new AuditRecord(time.GetUtcNow(), entry, name ?? AuditEntry.Nobody));
    }
}
