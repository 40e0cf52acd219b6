using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>A form as the patient of its session sees it.</summary>
/// <param name="Answers">What was answered so far, by item.</param>
/// <param name="Crisis">What the clinic says in a crisis; null only where the instrument has no safety item.</param>
/// <param name="Alerted">An answer of this form raised an alert.</param>
/// <param name="Left">Number of forms of this occasion that are not handed in or left, this one included.</param>
public sealed record PatientForm(
    Instrument Instrument, InstrumentText Words, FormOccasion Occasion, IReadOnlyDictionary<string, int> Answers, CrisisWords? Crisis, bool Alerted, int Left);

/// <summary>The forms of the session that a patient's link opened. Asks for no care scope, like everything the patient's own cookie opens.</summary>
public sealed class PatientForms(IDbContextFactory<ClinicContext> contexts, InstrumentLibrary library, AuditTrail audit, TimeProvider time)
{
    private readonly FormWriting writing = new(library, audit, time);

    /// <summary>
    /// The next form due: before the session once consent is given, after it once it has ended; null where there is none. A form that is
    /// switched off is not asked for, unless it was begun before.
    /// </summary>
    public Task<PatientForm?> DueAsync(long sessionId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        if (await OccasionAsync(context, sessionId, cancel) is not { } occasion) return null;
        var due = new List<(Instrument Instrument, InstrumentText Words)>();
        var begun = await context.FormResponses.AsNoTracking().Where(r => r.SessionId == sessionId && r.Occasion == occasion).ToListAsync(cancel);
        var on = await context.InstrumentsInUse.AsNoTracking().Select(u => u.InstrumentId).ToListAsync(cancel);
        var crisis = await SafetyNotices.WordsAsync(context, cancel);
        foreach (var planned in await context.PlannedForms.AsNoTracking().Where(f => f.SessionId == sessionId && f.Occasion == occasion).ToListAsync(cancel))
        {
            var response = begun.FirstOrDefault(r => r.InstrumentId == planned.InstrumentId);
            if (response is { IsClosed: true } || (response is null && !on.Contains(planned.InstrumentId))) continue;
            if (library.Find(planned.InstrumentId) is not { } instrument || (instrument.HasSafetyItem && crisis is null)) continue;
            if (library.Words(planned.InstrumentId, response?.Language ?? planned.Language) is { } words) due.Add((instrument, words));
        }

        if (due.Count == 0) return null;
        var (next, text) = due.OrderBy(d => library.Instruments.ToList().IndexOf(d.Instrument)).First();
        var own = begun.FirstOrDefault(r => r.InstrumentId == next.Id);
        var answers = own is null ? [] : await context.FormAnswers.AsNoTracking().Where(a => a.ResponseId == own.Id).ToDictionaryAsync(a => a.ItemId, a => a.Value, cancel);
        var alerted = own is not null && await context.SafetyAlerts.AnyAsync(a => a.ResponseId == own.Id, cancel);
        return new PatientForm(next, text, occasion, answers, next.HasSafetyItem ? crisis : null, alerted, due.Count);
    }, cancel);

    /// <summary>The clinic's crisis words where an answer of this session raised an alert; null otherwise.</summary>
    public Task<CrisisWords?> CrisisAsync(long sessionId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        await context.SafetyAlerts.AnyAsync(a => a.SessionId == sessionId, cancel) ? await SafetyNotices.WordsAsync(context, cancel) : null, cancel);

    /// <summary>Stores one answer; the form begins with its first.</summary>
    /// <exception cref="AnswerRefusedException">No such item, or a value out of range.</exception>
    /// <exception cref="InstrumentRefusedException">The form was not planned, or is not due now.</exception>
    /// <exception cref="FormClosedException">It was handed in or left.</exception>
    public Task<SavedAnswer> SaveAsync(long sessionId, string instrumentId, string itemId, int value, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var (response, plannedBy) = await OwnAsync(context, sessionId, instrumentId, cancel);
        var saved = await writing.SaveAsync(context, response, itemId, value, plannedBy, cancel);
        await change.CommitAsync(cancel);
        return saved;
    }, cancel);

    /// <summary>Closes the form: handed in where every item has an answer, otherwise left incomplete and unscored.</summary>
    /// <inheritdoc cref="SaveAsync" path="/exception"/>
    public Task<FormScore?> CloseAsync(long sessionId, string instrumentId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var (response, _) = await OwnAsync(context, sessionId, instrumentId, cancel);
        var score = await writing.CloseAsync(context, response, new AuditEntry(AuditAction.CloseForm, null, "form", response.PublicId.ToString(), ActorName: AuditEntry.Patient), cancel);
        await change.CommitAsync(cancel);
        return score;
    }, cancel);

    /// <summary>The patient's form of the occasion that it is now, begun where it was not.</summary>
    private async Task<(FormResponse Response, Guid PlannedBy)> OwnAsync(ClinicContext context, long sessionId, string instrumentId, CancellationToken cancel)
    {
        var occasion = await OccasionAsync(context, sessionId, cancel);
        var planned = await context.PlannedForms.AsNoTracking().SingleOrDefaultAsync(f => f.SessionId == sessionId && f.InstrumentId == instrumentId && f.Occasion == occasion, cancel)
            ?? throw new InstrumentRefusedException($"Form: expected one that is due in this session now, found \"{instrumentId}\".");
        if (await context.FormResponses.SingleOrDefaultAsync(r => r.SessionId == sessionId && r.InstrumentId == instrumentId && r.Occasion == occasion, cancel) is { } begun)
            return (begun, planned.PlannedBy);
        var (_, words) = await InstrumentSwitches.UsableAsync(context, library, instrumentId, planned.Language, cancel);
        var patientId = await context.Sessions.Where(s => s.Id == sessionId).Select(s => s.PatientId).SingleAsync(cancel);
        var response = new FormResponse(patientId, sessionId, planned.Occasion, null, words, time.GetUtcNow());
        context.FormResponses.Add(response);
        await audit.AddAsync(context, new AuditEntry(AuditAction.StartForm, null, "form", response.PublicId.ToString(), instrumentId, AuditEntry.Patient), cancel);
        await context.SaveChangesAsync(cancel);
        return (response, planned.PlannedBy);
    }

    private static async Task<FormOccasion?> OccasionAsync(ClinicContext context, long sessionId, CancellationToken cancel)
    {
        var state = await context.Sessions.AsNoTracking().Where(s => s.Id == sessionId).Select(s => (SessionState?)s.State).SingleOrDefaultAsync(cancel);
        return state switch { SessionState.Waiting => FormOccasion.BeforeSession, SessionState.Ended => FormOccasion.AfterSession, _ => null };
    }
}
