using FerCare.Clinic.Access;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>A form that was handed in complete.</summary>
/// <param name="SessionId">The session it belongs to, as it stands in addresses; null where a clinician entered it.</param>
/// <param name="Highest">The highest total the instrument can give.</param>
/// <param name="BandsAreConvention">The band is usual, but not published by the authors.</param>
public sealed record InstrumentScore(
    Guid FormId, string InstrumentId, string ShortTitle, Guid? SessionId, FormOccasion Occasion, DateTimeOffset CompletedAt, int Score, int Highest, string? Band, bool BandsAreConvention);

/// <summary>A form of a patient, whether or not it was finished.</summary>
/// <param name="Answered">Items with an answer.</param>
/// <param name="Score">Null unless handed in complete.</param>
public sealed record FormRow(
    Guid FormId, string InstrumentId, string ShortTitle, Guid? SessionId, FormOccasion Occasion, DateTimeOffset StartedAt, DateTimeOffset? CompletedAt, DateTimeOffset? LeftAt,
    int Answered, int Items, int? Score, int Highest, string? Band);

/// <summary>A form item by item.</summary>
/// <param name="Words">The words of its language as they are today; null where the clinic took them away.</param>
/// <param name="WordsChanged">The words are of another version than those that were read.</param>
/// <param name="EnteredBy">The clinician who entered it; null where the patient did.</param>
public sealed record FormDetail(
    FormRow Row, Guid PatientId, string PatientName, Instrument Instrument, InstrumentText? Words, bool WordsChanged, string Language, string Version, string? EnteredBy,
    IReadOnlyDictionary<string, FormAnswerRow> Answers);

/// <summary>One stored answer.</summary>
public sealed record FormAnswerRow(int Value, DateTimeOffset AnsweredAt);

/// <summary>What the questionnaires of a person's patients say over time. Showing a form on a page is recorded by that page.</summary>
public sealed class InstrumentHistory(IDbContextFactory<ClinicContext> contexts, InstrumentLibrary library, PatientSeals seals)
{
    /// <summary>The complete forms of a patient with score and band, oldest first; empty if the patient belongs to another team.</summary>
    public async Task<IReadOnlyList<InstrumentScore>> ForPatientAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) =>
        [.. (await FormsAsync(scope, patientId, cancel)).Where(f => f.Score is not null).OrderBy(f => f.CompletedAt).Select(f => new InstrumentScore(
            f.FormId, f.InstrumentId, f.ShortTitle, f.SessionId, f.Occasion, f.CompletedAt!.Value, f.Score!.Value, f.Highest, f.Band, library.Find(f.InstrumentId)?.BandsAreConvention == true))];

    /// <summary>The newest complete form of each instrument, in the instruments' order; empty if the patient belongs to another team.</summary>
    public async Task<IReadOnlyList<InstrumentScore>> LatestAsync(CareScope scope, Guid patientId, CancellationToken cancel = default)
    {
        var order = library.Instruments.Select(i => i.Id).ToList();
        return [.. (await ForPatientAsync(scope, patientId, cancel)).GroupBy(s => s.InstrumentId).Select(g => g.Last()).OrderBy(s => order.IndexOf(s.InstrumentId))];
    }

    /// <summary>All forms of a patient, incomplete ones too, newest first; empty if the patient belongs to another team.</summary>
    public Task<IReadOnlyList<FormRow>> FormsAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<FormRow>)[.. (await StoredAsync(context, scope, context.FormResponses.Where(r => r.PatientId == patientId), cancel)).Select(s => s.Row)], cancel);

    /// <summary>One form item by item; null if there is none or it belongs to another team.</summary>
    public Task<FormDetail?> FormAsync(CareScope scope, Guid formId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        if ((await StoredAsync(context, scope, context.FormResponses.Where(r => r.PublicId == formId), cancel)).SingleOrDefault() is not { } stored) return null;
        if (library.Find(stored.Row.InstrumentId) is not { } instrument) return null;
        var answers = await context.FormAnswers.AsNoTracking().Where(a => a.ResponseId == stored.Response.Id)
            .ToDictionaryAsync(a => a.ItemId, a => new FormAnswerRow(a.Value, a.AnsweredAt), cancel);
        var words = library.TextsOf(instrument.Id).FirstOrDefault(t => t.Language == stored.Response.Language) ?? library.Words(instrument.Id, stored.Response.Language);
        return new FormDetail(stored.Row, stored.Response.PatientId, stored.Patient, instrument, words, words is not null && words.Version != stored.Response.InstrumentVersion,
            stored.Response.Language, stored.Response.InstrumentVersion, stored.EnteredBy, answers);
    }, cancel);

    private async Task<IReadOnlyList<Stored>> StoredAsync(ClinicContext context, CareScope scope, IQueryable<FormResponse> which, CancellationToken cancel)
    {
        var rows = await (
            from form in which.AsNoTracking()
            join patient in context.PatientsOf(scope) on form.PatientId equals patient.Id
            orderby form.StartedAt descending, form.Id descending
            select new
            {
                form, patient.DisplayName,
                Session = context.Sessions.Where(s => s.Id == form.SessionId).Select(s => (Guid?)s.PublicId).FirstOrDefault(),
                By = context.Users.Where(u => u.Id == form.EnteredBy).Select(u => u.DisplayName).FirstOrDefault(),
                Answered = context.FormAnswers.Count(a => a.ResponseId == form.Id),
            }).ToListAsync(cancel);
        return [.. rows.Select(r =>
        {
            var instrument = library.Find(r.form.InstrumentId);
            return new Stored(r.form, seals.NameOf(r.form.PatientId, r.DisplayName), r.By, new FormRow(r.form.PublicId, r.form.InstrumentId, instrument?.ShortTitle ?? r.form.InstrumentId, r.Session, r.form.Occasion,
                r.form.StartedAt, r.form.CompletedAt, r.form.LeftAt, r.Answered, instrument?.Items.Count ?? r.Answered, r.form.Score, instrument?.Highest ?? 0, r.form.Band));
        })];
    }

    private sealed record Stored(FormResponse Response, string Patient, string? EnteredBy, FormRow Row);
}
