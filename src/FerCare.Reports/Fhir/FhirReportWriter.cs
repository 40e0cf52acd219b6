using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace FerCare.Reports.Fhir;

/// <summary>
/// A session as a FHIR R4 Bundle of type collection: Patient, Device, Encounter, Consent, Observation (expressions as SampledData, markers,
/// signals, indices), QuestionnaireResponse, DiagnosticReport and Provenance. What no clinician has judged is preliminary, what one dismissed is cancelled.
/// </summary>
public sealed class FhirReportWriter : IReportWriter
{
    private static readonly JsonSerializerOptions options = new JsonSerializerOptions { WriteIndented = true }.ForFhir(ModelInfo.ModelInspector);

    public string ContentType => "application/fhir+json; charset=utf-8";

    public string Extension => "fhir.json";

    public void Write(SessionReport report, Stream to, CancellationToken cancel = default)
    {
        var bundle = BundleOf(report, cancel);
        using var until = new UntilCancelled(to, cancel);
        JsonSerializer.Serialize(until, bundle, options);
    }

    /// <summary>The bundle that <see cref="Write"/> writes.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled between two resources.</exception>
    public static Bundle BundleOf(SessionReport report, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var ids = new FhirIds(report.Session.PublicId);
        var bundle = new Bundle { Type = Bundle.BundleType.Collection, TimestampElement = new Instant(report.CreatedAt), Identifier = new Identifier(FhirIds.System + "session", report.Session.PublicId.ToString()) };
        List<string> results = [];
        void Add(string what, Resource resource)
        {
            cancel.ThrowIfCancellationRequested();
            bundle.AddResourceEntry(resource, ids.Url(what));
        }

        void AddResult(string what, Observation observation)
        {
            Add(what, observation);
            results.Add(what);
        }

        Add(FhirFrame.Patient, FhirFrame.PatientOf(report));
        Add(FhirFrame.Device, FhirFrame.DeviceOf(report));
        Add(FhirFrame.Encounter, FhirFrame.EncounterOf(report, ids));
        for (var i = 0; i < report.Consents.Count; i++) Add($"consent {i}", FhirFrame.ConsentOf(report.Consents[i], ids));
        if (report.Timeline.Count > 0) AddResult("timeline", FhirObservations.Timeline(report, ids));
        if (report.Notes.Count > 0) AddResult("markers", FhirObservations.Markers(report, ids));
        if (report.Signals is { } signals) AddResult("signals", FhirObservations.Signals(report, signals, ids));
        foreach (var finding in report.Findings) AddResult($"finding {finding.Finding.Kind}", FhirObservations.Finding(report, finding, ids));
        foreach (var form in report.Forms)
        {
            var what = $"form {form.Row.FormId}";
            Add(what, FhirForms.Response(form, ids));
            if (FhirForms.Total(form, what, ids) is { } total) AddResult($"total of {what}", total);
        }

        Add("report", ReportOf(report, results, ids));
        Add("provenance", ProvenanceOf(report, ids));
        return bundle;
    }

    private static DiagnosticReport ReportOf(SessionReport report, IEnumerable<string> results, FhirIds ids) => new()
    {
        Status = report.Findings.Count > 0 && report.Findings.All(f => f.Review != ReviewState.Preliminary) ? DiagnosticReport.DiagnosticReportStatus.Final : DiagnosticReport.DiagnosticReportStatus.Preliminary,
        Code = FhirIds.Own("report", "session", "Report of a monitored session"),
        Subject = ids.Reference(FhirFrame.Patient),
        Encounter = ids.Reference(FhirFrame.Encounter),
        Effective = FhirFrame.PeriodOf(report),
        IssuedElement = new Instant(report.CreatedAt),
        Result = [.. results.Select(ids.Reference)],
        Conclusion = $"{IndicatorKinds.Meaning}. {SessionReport.Disclaimer} {(report.Subject.IsPseudonym ? $"{DeIdentification.Notice} " : "")}"
            + (ReportText.Erased(report.Session) is { } erased ? $"{erased} " : "")
            + (report.Findings.Count == 0 ? report.Session.SamplesErasedBecause is null ? "No findings." : "No findings are stored." : string.Join(" ", report.Findings.Select(f => $"{f.Finding.Kind.Title()}: {ReportText.Standing(f)}."))),
    };

    private static Provenance ProvenanceOf(SessionReport report, FhirIds ids) => new()
    {
        Target = [ids.Reference("report")],
        RecordedElement = new Instant(report.CreatedAt),
        Agent = [new Provenance.AgentComponent { Type = new CodeableConcept("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "assembler", "Assembler"), Who = ids.Reference(FhirFrame.Device) }],
    };
}
