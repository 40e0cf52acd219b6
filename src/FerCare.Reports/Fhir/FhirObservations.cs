using System.Globalization;
using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Findings;
using Hl7.Fhir.Model;

namespace FerCare.Reports.Fhir;

/// <summary>What was measured, as Observations: the seven expressions over time, what clinicians marked, the signals, the two indices with their components.</summary>
internal static class FhirObservations
{
    /// <summary>The expressions as SampledData of equal parts, one component each; "E" where there was nothing to read.</summary>
    public static Observation Timeline(SessionReport report, FhirIds ids)
    {
        var observation = New(report, ids, FhirIds.Own("observation", "expression-timeline", "Probabilities of seven facial expressions over time"), ObservationStatus.Preliminary);
        var erased = ReportText.Erased(report.Session);
        if (erased is not null) observation.Note = [new Annotation { Text = erased }];
        // Stored parts are all as wide as the first, but for the last.
        var period = erased is null ? Math.Round((decimal)report.Series.DurationMs / report.Timeline.Count, 3) : report.Timeline[0].Span.DurationMs;
        observation.Component = [.. Emotions.All.Select(emotion => new Observation.ComponentComponent
        {
            Code = FhirIds.Own("expression", emotion.NameOf(), emotion.NameOf()),
            Value = new SampledData
            {
                Origin = new Quantity { Value = 0 }, Period = period, Dimensions = 1, LowerLimit = 0, UpperLimit = 1,
                Data = string.Join(' ', report.Timeline.Select(bin => bin.Mean is { } mean ? mean[emotion].ToString("0.###", CultureInfo.InvariantCulture) : "E")),
            },
        })];
        return observation;
    }

    /// <summary>The markers and notes that clinicians set, one component each with its moment; who wrote what stands as a note.</summary>
    public static Observation Markers(SessionReport report, FhirIds ids)
    {
        var observation = New(report, ids, FhirIds.Own("observation", "markers", "Markers and notes of clinicians along the timeline"), ObservationStatus.Final);
        observation.Component = [.. report.Notes.Select(note => new Observation.ComponentComponent
        {
            Code = FhirIds.Own("marker", ReportText.Code(note.Kind), ReportText.Words(note)),
            Value = Number(note.TimeMs, "milliseconds since the session's first frame"),
        })];
        observation.Note = [.. report.Notes.Where(n => n.Text is not null).Select(n => new Annotation { Text = $"{ReportText.Clock(n.TimeMs)}: {n.Text} ({Written(n)})" })];
        return observation;
    }

    private static string Written(NoteLine note) => string.Join(", ", new[] { note.By, note.At is { } at ? ReportText.Moment(at) : null }.Where(said => said is not null));

    /// <summary>The signals, each with its value or with the reason why there is none.</summary>
    public static Observation Signals(SessionReport report, SessionSignals signals, FhirIds ids)
    {
        var observation = New(report, ids, FhirIds.Own("observation", "signals", "Signals of facial behaviour"), ObservationStatus.Preliminary);
        observation.Component = [.. SignalKinds.All.Select(kind =>
        {
            var component = new Observation.ComponentComponent { Code = FhirIds.Own("signal", kind.ToString(), kind.Title()) };
            Fill(component, signals[kind].Value, kind.Unit(), signals[kind].WithheldBecause);
            return component;
        })];
        return observation;
    }

    /// <summary>One index: preliminary until a clinician has judged it, final where it was confirmed, cancelled and without a flag where it was dismissed.</summary>
    public static Observation Finding(SessionReport report, StoredFinding stored, FhirIds ids)
    {
        var finding = stored.Finding;
        // R4 keeps entered-in-error for records of what never took place; this session did.
        var status = stored.Review switch
        {
            ReviewState.Preliminary => ObservationStatus.Preliminary,
            ReviewState.Dismissed => ObservationStatus.Cancelled,
            _ => ObservationStatus.Final,
        };
        var observation = New(report, ids, FhirIds.Own("indicator", finding.Kind.ToString(), finding.Kind.Title()), status);
        observation.Interpretation = [stored.Review == ReviewState.Dismissed ? FhirIds.Own("finding-status", nameof(ReviewState.Dismissed), "Dismissed by a clinician")
            : FhirIds.Own("finding-status", finding.Status.ToString(), finding.Status.Title())];
        observation.Method = new CodeableConcept { Text = $"{IndicatorKinds.Meaning}; rules {finding.RuleVersion}" };
        observation.IssuedElement = new Instant(stored.AssessedAt);
        if (finding.Index is { } index) observation.Value = Number(index, "standard deviations of this patient's own variation");
        else observation.DataAbsentReason = Absent(finding.Reason);
        observation.Note = [.. Notes(report, stored).Select(text => new Annotation { Text = text })];
        observation.Component = [.. finding.Components.Select(part =>
        {
            var component = new Observation.ComponentComponent { Code = FhirIds.Own("signal", part.Signal.ToString(), $"{part.Name}, distance from the baseline") };
            Fill(component, part.Z, "standard deviations", part.WithheldBecause);
            return component;
        })];
        return observation;
    }

    private static IEnumerable<string> Notes(SessionReport report, StoredFinding stored)
    {
        yield return SessionReport.Disclaimer;
        if (stored.Finding.Reason is { } reason) yield return reason;
        if (stored.Finding is { Low: { } low, High: { } high }) yield return $"95 % band {ReportText.Signed(low)} to {ReportText.Signed(high)}; coverage {ReportText.Percent(stored.Finding.Coverage)}.";
        foreach (var evidence in stored.Finding.Evidence) yield return $"{ReportText.Clock(evidence.FromMs)} to {ReportText.Clock(evidence.ToMs)}: {evidence.What}";
        foreach (var line in stored.Reviews) yield return $"{ReportText.Words(line.Step)} by {line.Reviewer}, {ReportText.Moment(line.At)}{(line.Note is { } note ? $": {note}" : ".")}";
        foreach (var score in report.Scores[stored.Finding.Kind]) yield return $"{score.BesideSession}.";
    }

    internal static Observation New(SessionReport report, FhirIds ids, CodeableConcept code, ObservationStatus status) => new()
    {
        Status = status,
        Category = [new CodeableConcept("http://terminology.hl7.org/CodeSystem/observation-category", "exam", "Exam")],
        Code = code,
        Subject = ids.Reference(FhirFrame.Patient),
        Encounter = ids.Reference(FhirFrame.Encounter),
        Device = ids.Reference(FhirFrame.Device),
        Effective = FhirFrame.PeriodOf(report),
    };

    private static void Fill(Observation.ComponentComponent component, double? value, string unit, string? whyNot)
    {
        if (value is { } number) component.Value = Number(number, unit);
        else component.DataAbsentReason = Absent(whyNot);
    }

    private static Quantity Number(double value, string unit) => new() { Value = Math.Round((decimal)value, 5), Unit = unit.Length == 0 ? null : unit };

    private static CodeableConcept Absent(string? why) => new("http://terminology.hl7.org/CodeSystem/data-absent-reason", "not-performed", "Not Performed", why ?? "not measured");
}
