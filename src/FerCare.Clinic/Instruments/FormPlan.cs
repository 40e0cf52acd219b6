using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>A form planned for a session, and how far it has got.</summary>
/// <param name="FormId">The form itself; null before its first answer.</param>
public sealed record PlannedFormRow(string InstrumentId, string ShortTitle, FormOccasion Occasion, string? Language, Guid? FormId, bool Completed);

/// <summary>Which forms a session's patient is asked to fill in.</summary>
public sealed class FormPlan(IDbContextFactory<ClinicContext> contexts, InstrumentLibrary library, AuditTrail audit, TimeProvider time)
{
    /// <summary>The forms planned for a session; empty if there are none or it belongs to another team.</summary>
    public Task<IReadOnlyList<PlannedFormRow>> ForSessionAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var rows = await (
            from form in context.PlannedForms.AsNoTracking()
            join session in context.SessionsOf(scope).Where(s => s.PublicId == publicId) on form.SessionId equals session.Id
            from response in context.FormResponses.Where(r => r.SessionId == form.SessionId && r.InstrumentId == form.InstrumentId && r.Occasion == form.Occasion).DefaultIfEmpty()
            orderby form.Occasion, form.InstrumentId
            select new { form.InstrumentId, form.Occasion, form.Language, FormId = (Guid?)response!.PublicId, Completed = response.CompletedAt != null }).ToListAsync(cancel);
        return (IReadOnlyList<PlannedFormRow>)[.. rows.Select(r => new PlannedFormRow(
            r.InstrumentId, library.Find(r.InstrumentId)?.ShortTitle ?? r.InstrumentId, r.Occasion, r.Language, r.FormId, r.Completed))];
    }, cancel);

    /// <summary>Asks for exactly these forms; what was planned before and not begun is dropped. Who plans them is told first of an alert.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    /// <exception cref="InstrumentRefusedException">An instrument is not switched on.</exception>
    public Task PlanAsync(CareScope scope, Guid publicId, IReadOnlyList<FormChoice> choices, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var session = await context.SessionsOf(scope).SingleOrDefaultAsync(s => s.PublicId == publicId, cancel) ?? throw new OutsideCareTeamException("Session");
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var before = await context.PlannedForms.Where(f => f.SessionId == session.Id).ToListAsync(cancel);
        // What was planned before it was switched off stands in nobody's way.
        foreach (var id in choices.Select(c => c.InstrumentId).Distinct().Except(before.Select(f => f.InstrumentId))) await InstrumentSwitches.UsableAsync(context, library, id, null, cancel);
        var begun = await context.FormResponses.AsNoTracking().Where(r => r.SessionId == session.Id).Select(r => new { r.InstrumentId, r.Occasion }).ToListAsync(cancel);
        var kept = before.Where(f => begun.Any(b => b.InstrumentId == f.InstrumentId && b.Occasion == f.Occasion)).ToList();
        context.PlannedForms.RemoveRange(before.Except(kept));
        await context.SaveChangesAsync(cancel);
        context.PlannedForms.AddRange(choices.DistinctBy(c => (c.InstrumentId, c.Occasion))
            .Where(c => !kept.Any(k => k.InstrumentId == c.InstrumentId && k.Occasion == c.Occasion))
            .Select(c => new PlannedForm(session.Id, c, scope.StaffId, time.GetUtcNow())));
        await audit.AddAsync(context, new AuditEntry(AuditAction.PlanForms, scope.StaffId, "session", publicId.ToString(), string.Join(", ", choices.Select(c => $"{c.InstrumentId} {c.Occasion}"))), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return choices.Count;
    }, cancel);
}
