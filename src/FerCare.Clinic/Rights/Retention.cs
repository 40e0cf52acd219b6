using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Rights;

/// <summary>What one round of the retention periods erased.</summary>
/// <param name="Samples">Sessions whose samples went.</param>
/// <param name="Findings">Sessions whose findings and signals went.</param>
public sealed record RetentionRound(int Samples, int Findings, int Forms, int Links, int Copies)
{
    public bool IsNothing => this == new RetentionRound(0, 0, 0, 0, 0);
}

/// <summary>
/// Keeps each kind of data for its period and no longer. The audit trail has none: a chain of which the beginning may be cut off proves
/// nothing, and it names patients only by pseudonyms. A session that was read from a recording is kept from when it was read, however old the
/// recording is: the film is gone by then, and what was measured could not be had again.
/// </summary>
public sealed class Retention(IDbContextFactory<ClinicContext> contexts, SampleErasure samples, DiskScrub scrub, AuditTrail audit, RetentionOptions options, TimeProvider time)
{
    /// <summary>Until when the samples of a session that ended, or was read from a recording, then are kept; null for without end.</summary>
    public DateTimeOffset? SamplesKeptUntil(DateTimeOffset ended) => Until(ended, options.SamplesDays);

    /// <summary>Until when the findings of a session that ended, or was read from a recording, then are kept; null for without end.</summary>
    public DateTimeOffset? FindingsKeptUntil(DateTimeOffset ended) => Until(ended, options.FindingsDays);

    /// <summary>Erases whatever has been kept for its whole period.</summary>
    public async Task<RetentionRound> EnforceAsync(CancellationToken cancel = default)
    {
        var round = new RetentionRound(await SamplesAsync(cancel), await FindingsAsync(cancel), await FormsAsync(cancel), await LinksAsync(cancel), Copies());
        if (!round.IsNothing) await scrub.EmptyLogAsync(cancel);
        return round;
    }

    private static DateTimeOffset? Until(DateTimeOffset from, int? days) => days is { } kept ? from.AddDays(kept) : null;

    private DateTimeOffset? Before(int? days) => days is { } kept ? time.GetUtcNow().AddDays(-kept) : null;

    private async Task<int> SamplesAsync(CancellationToken cancel)
    {
        if (Before(options.SamplesDays) is not { } before) return 0;
        var due = await contexts.UseAsync(context => context.Sessions.AsNoTracking()
            .Where(s => (s.ImportedAt ?? s.EndedAt) <= before && s.StartedAt != null && s.SamplesErasedAt == null).Select(s => s.Id).ToListAsync(cancel), cancel);
        // One by one: each is a transaction of its own, between which the clinic goes on.
        foreach (var id in due) await samples.EraseExpiredAsync(id, cancel);
        return due.Count;
    }

    private Task<int> FindingsAsync(CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        if (Before(options.FindingsDays) is not { } before) return 0;
        // A withdrawn session has a timeline and perhaps notes, and no findings.
        var drawn = context.Database.SqlQuery<long>($"SELECT DISTINCT session_id AS \"Value\" FROM emotion_rollups");
        // Of a patient who is being erased nothing is left to keep for a time: the erasure deletes it.
        var due = await context.Sessions.AsNoTracking().Where(s => (s.ImportedAt ?? s.EndedAt) <= before && context.PatientsInCare().Any(p => p.Id == s.PatientId)
            && (drawn.Any(id => id == s.Id) || context.Findings.Any(f => f.SessionId == s.Id) || context.Signals.Any(r => r.SessionId == s.Id)
                || context.ContextMarks.Any(m => m.SessionId == s.Id) || context.TimelineNotes.Any(n => n.SessionId == s.Id))).Select(s => new { s.Id, s.PublicId }).ToListAsync(cancel);
        foreach (var session in due)
        {
            await using var change = await context.Database.BeginTransactionAsync(cancel);
            await SampleErasure.EraseDerivedAsync(context, session.Id, cancel);
            await audit.AddAsync(context, new AuditEntry(AuditAction.EnforceRetention, null, "session", session.PublicId.ToString(), "findings", "FerCare"), cancel);
            await context.SaveChangesAsync(cancel);
            await change.CommitAsync(cancel);
        }

        // A baseline is needed as long as the patient comes.
        await context.Baselines.Where(b => b.LastSessionAt <= before && !context.Sessions.Any(s => s.PatientId == b.PatientId && (s.ScheduledAt > before || s.ImportedAt > before))).ExecuteDeleteAsync(cancel);
        return due.Count;
    }, cancel);

    private Task<int> FormsAsync(CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        if (Before(options.FormsDays) is not { } before) return 0;
        var due = await context.FormResponses.AsNoTracking().Where(r => r.StartedAt <= before).Select(r => new { r.Id, r.PublicId }).ToListAsync(cancel);
        foreach (var form in due)
        {
            await using var change = await context.Database.BeginTransactionAsync(cancel);
            await audit.AddAsync(context, new AuditEntry(AuditAction.EnforceRetention, null, "form", form.PublicId.ToString(), "form", "FerCare"), cancel);
            await context.SaveChangesAsync(cancel);
            await context.FormResponses.Where(r => r.Id == form.Id).ExecuteDeleteAsync(cancel);
            await change.CommitAsync(cancel);
        }

        return due.Count;
    }, cancel);

    private Task<int> LinksAsync(CancellationToken cancel) => contexts.UseAsync(async context =>
        Before(options.LinksDays) is { } before ? await context.JoinLinks.Where(l => l.ExpiresAt <= before).ExecuteDeleteAsync(cancel) : 0, cancel);

    private int Copies()
    {
        if (Before(options.CopiesDays) is not { } before) return 0;
        var due = scrub.CopiesBeforeMigrations().Where(c => File.GetLastWriteTimeUtc(c) <= before.UtcDateTime).ToList();
        foreach (var copy in due) Sealing.KeyFile.Shred(copy);
        return due.Count;
    }
}
