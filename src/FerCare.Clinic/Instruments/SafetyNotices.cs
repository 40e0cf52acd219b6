using FerCare.Clinic.Audit;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>The clinic's crisis text and telephone number. Once entered they can be changed, never removed.</summary>
public sealed class SafetyNotices(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, TimeProvider time)
{
    /// <summary>What patients are told today; null before the clinic has entered it.</summary>
    public Task<CrisisWords?> CurrentAsync(CancellationToken cancel = default) => contexts.UseAsync(context => WordsAsync(context, cancel), cancel);

    /// <summary>Enters or changes them.</summary>
    public Task ChangeAsync(CrisisWords words, Guid actor, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var now = time.GetUtcNow();
        if (await context.SafetyNotice.SingleOrDefaultAsync(cancel) is { } notice) notice.Change(words, actor, now);
        else context.SafetyNotice.Add(new SafetyNotice(words, actor, now));
        await audit.AddAsync(context, new AuditEntry(AuditAction.ChangeCrisisText, actor, "clinic", "crisis text"), cancel);
        await context.SaveChangesAsync(cancel);
    }, cancel);

    internal static async Task<CrisisWords?> WordsAsync(ClinicContext context, CancellationToken cancel)
    {
        var notice = await context.SafetyNotice.AsNoTracking().Select(n => new { n.CrisisText, n.Telephone }).SingleOrDefaultAsync(cancel);
        return notice is null ? null : new CrisisWords(notice.CrisisText, notice.Telephone);
    }
}
