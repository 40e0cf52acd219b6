using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Findings;

/// <summary>The baseline of one context as pages show it.</summary>
/// <param name="Sessions">How many sessions it was taken from.</param>
public sealed record BaselineRow(SessionContext Context, int Sessions, DateTimeOffset LastSessionAt, DateTimeOffset FrozenAt, string RuleVersion);

/// <summary>That a baseline was taken anew, as pages show it.</summary>
/// <param name="By">Who had it taken anew.</param>
/// <param name="At">Only sessions after this instant make the next one.</param>
public sealed record BaselineResetRow(SessionContext Context, string Reason, string By, DateTimeOffset At);

/// <summary>The frozen baselines of a patient, which only a clinician can have taken anew.</summary>
public sealed class PatientBaselines(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, PatientSeals seals, TimeProvider time)
{
    /// <summary>The frozen baselines of a patient by context; empty if the patient belongs to another team.</summary>
    public Task<IReadOnlyList<BaselineRow>> ForPatientAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<BaselineRow>)await (
            from baseline in context.Baselines.AsNoTracking()
            where baseline.PatientId == patientId && context.PatientsOf(scope).Any(p => p.Id == baseline.PatientId)
            orderby baseline.Context
            select new BaselineRow(baseline.Context, baseline.Sessions, baseline.LastSessionAt, baseline.FrozenAt, baseline.RuleVersion)).ToListAsync(cancel), cancel);

    /// <summary>Every time a baseline of the patient was taken anew, oldest first; empty if the patient belongs to another team.</summary>
    public Task<IReadOnlyList<BaselineResetRow>> ResetsAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var rows = await (
            from reset in context.BaselineResets.AsNoTracking()
            where reset.PatientId == patientId && context.PatientsOf(scope).Any(p => p.Id == reset.PatientId)
            orderby reset.At, reset.Id
            select new { reset, By = context.Users.Where(u => u.Id == reset.ById).Select(u => u.DisplayName).FirstOrDefault() }).ToListAsync(cancel);
        return (IReadOnlyList<BaselineResetRow>)[.. rows.Select(r => new BaselineResetRow(
            r.reset.Context, seals.Open(patientId, SealedPlace.ResetReason(r.reset.Id), r.reset.Reason), r.By ?? "an account that is gone", r.reset.At))];
    }, cancel);

    /// <summary>
    /// Lets the next sessions of this context make a new baseline, for example after the camera or the treatment changed. What was assessed
    /// before stays as it was.
    /// </summary>
    /// <exception cref="OutsideCareTeamException">The patient does not exist or belongs to another team.</exception>
    /// <exception cref="ArgumentException">The reason is missing.</exception>
    public Task ResetAsync(CareScope scope, Guid patientId, SessionContext sessionContext, string reason, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (!await context.PatientsOf(scope).AnyAsync(p => p.Id == patientId, cancel)) throw new OutsideCareTeamException("Patient");
        var why = Wording.Checked(reason, BaselineReset.LongestReason, "Reason for a new baseline");
        var reset = new BaselineReset(patientId, sessionContext, scope.StaffId, time.GetUtcNow());
        context.BaselineResets.Add(reset);
        // The seal binds the reason to its row, whose number is given when it is stored.
        await context.SaveChangesAsync(cancel);
        reset.Reason = seals.Seal(patientId, SealedPlace.ResetReason(reset.Id), why);
        await context.Baselines.Where(b => b.PatientId == patientId && b.Context == sessionContext).ExecuteDeleteAsync(cancel);
        await audit.AddAsync(context, new AuditEntry(AuditAction.ResetBaseline, scope.StaffId, "patient", patientId.ToString(), sessionContext.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }, cancel);
}
