using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Sealing;

/// <summary>Whose key files are missing. Who was erased has none any more, and is not missed.</summary>
public sealed class MissingKeys(IDbContextFactory<ClinicContext> contexts, PatientKeys keys, ErasedPatients erased)
{
    /// <summary>How many patients nobody can read, now or after the next start at the latest: a key that was used before it went is still in memory.</summary>
    public Task<int> CountAsync(CancellationToken cancel = default) => contexts.UseAsync(async context =>
        Among(await context.Patients.AsNoTracking().Select(p => p.Id).ToListAsync(cancel)).Count, cancel);

    /// <summary>Those of the patients whose key files are missing; looks through the folder once, however many they are.</summary>
    internal IReadOnlyList<Guid> Among(IReadOnlyList<Guid> patients)
    {
        var owners = keys.Owners.ToHashSet();
        var without = patients.Where(id => !owners.Contains(id)).ToList();
        if (without.Count == 0) return without;
        var gone = erased.Among(without);
        return [.. without.Where(id => !gone.Contains(id))];
    }
}
