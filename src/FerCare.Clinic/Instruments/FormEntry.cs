using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>Forms that a clinician enters for a patient, from paper or in conversation.</summary>
public sealed class FormEntry(IDbContextFactory<ClinicContext> contexts, InstrumentLibrary library, AuditTrail audit, TimeProvider time)
{
    private readonly FormWriting writing = new(library, audit, time);

    /// <summary>Begins a form and returns its id.</summary>
    /// <exception cref="OutsideCareTeamException">The patient does not exist or belongs to another team.</exception>
    /// <exception cref="InstrumentRefusedException">The instrument is not switched on.</exception>
    public Task<Guid> StartAsync(CareScope scope, Guid patientId, string instrumentId, string? language, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        // Nobody else writes from here on: who is asked about cannot be erased before the form is stored.
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        if (!await context.PatientsOf(scope).AnyAsync(p => p.Id == patientId, cancel)) throw new OutsideCareTeamException("Patient");
        var (_, words) = await InstrumentSwitches.UsableAsync(context, library, instrumentId, language, cancel);
        var response = new FormResponse(patientId, null, FormOccasion.Entered, scope.StaffId, words, time.GetUtcNow());
        context.FormResponses.Add(response);
        await audit.AddAsync(context, new AuditEntry(AuditAction.StartForm, scope.StaffId, "form", response.PublicId.ToString(), instrumentId), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return response.PublicId;
    }, cancel);

    /// <summary>Stores one answer; item 9 of the PHQ-9 raises its alert here as it does for the patient.</summary>
    /// <exception cref="OutsideCareTeamException">The form was not begun by a clinician, does not exist or belongs to another team.</exception>
    /// <exception cref="AnswerRefusedException">No such item, or a value out of range.</exception>
    /// <exception cref="FormClosedException">It was handed in or left.</exception>
    public Task<SavedAnswer> SaveAsync(CareScope scope, Guid formId, string itemId, int value, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var saved = await writing.SaveAsync(context, await FormAsync(context, scope, formId, cancel), itemId, value, scope.StaffId, cancel);
        await change.CommitAsync(cancel);
        return saved;
    }, cancel);

    /// <summary>Closes the form: scored where every item has an answer, otherwise left incomplete and unscored.</summary>
    /// <inheritdoc cref="SaveAsync" path="/exception"/>
    public Task<FormScore?> CloseAsync(CareScope scope, Guid formId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var score = await writing.CloseAsync(context, await FormAsync(context, scope, formId, cancel), new AuditEntry(AuditAction.CloseForm, scope.StaffId, "form", formId.ToString()), cancel);
        await change.CommitAsync(cancel);
        return score;
    }, cancel);

    private static async Task<FormResponse> FormAsync(ClinicContext context, CareScope scope, Guid formId, CancellationToken cancel)
    {
        // In two steps: a scoped query is not tracked, and what is changed here has to be.
        var form = await context.FormResponses.SingleOrDefaultAsync(r => r.PublicId == formId && r.Occasion == FormOccasion.Entered, cancel);
        return form is not null && await context.PatientsOf(scope).AnyAsync(p => p.Id == form.PatientId, cancel) ? form : throw new OutsideCareTeamException("Form");
    }
}
