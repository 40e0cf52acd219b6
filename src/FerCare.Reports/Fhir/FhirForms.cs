using FerCare.Clinic.Instruments;
using Hl7.Fhir.Model;

namespace FerCare.Reports.Fhir;

/// <summary>Questionnaires of a session as QuestionnaireResponse, and the total of a complete one as Observation.</summary>
internal static class FhirForms
{
    public static QuestionnaireResponse Response(FormDetail form, FhirIds ids) => new()
    {
        Questionnaire = $"{form.Instrument.Url}|{form.Version}",
        Language = form.Language,
        Status = form.Row switch
        {
            { CompletedAt: not null } => QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
            { LeftAt: not null } => QuestionnaireResponse.QuestionnaireResponseStatus.Stopped,
            _ => QuestionnaireResponse.QuestionnaireResponseStatus.InProgress,
        },
        Subject = ids.Reference(FhirFrame.Patient),
        Encounter = ids.Reference(FhirFrame.Encounter),
        AuthoredElement = new FhirDateTime(form.Row.CompletedAt ?? form.Row.LeftAt ?? form.Row.StartedAt),
        Item = [.. form.Instrument.Items.Where(i => form.Answers.ContainsKey(i.Id)).Select(item => new QuestionnaireResponse.ItemComponent
        {
            LinkId = item.Id,
            Answer = [new QuestionnaireResponse.AnswerComponent { Value = new Integer(form.Answers[item.Id].Value) }],
        })],
    };

    /// <summary>The total with its band; null where the form was not handed in complete.</summary>
    public static Observation? Total(FormDetail form, string response, FhirIds ids) => form.Row is not { Score: { } score, CompletedAt: { } at } ? null : new Observation
    {
        Status = ObservationStatus.Final,
        Category = [new CodeableConcept("http://terminology.hl7.org/CodeSystem/observation-category", "survey", "Survey")],
        Code = form.Instrument.TotalCode is { } code ? new CodeableConcept("http://loinc.org", code, null, $"{form.Row.ShortTitle} total") : FhirIds.Own("instrument-total", form.Row.InstrumentId, $"{form.Row.ShortTitle} total"),
        Subject = ids.Reference(FhirFrame.Patient),
        Encounter = ids.Reference(FhirFrame.Encounter),
        Effective = new FhirDateTime(at),
        Value = new Quantity { Value = score, Unit = $"of {form.Row.Highest}" },
        Interpretation = form.Row.Band is { } band ? [new CodeableConcept { Text = band }] : [],
        DerivedFrom = [ids.Reference(response)],
    };
}
