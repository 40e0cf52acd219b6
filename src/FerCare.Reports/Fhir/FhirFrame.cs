using FerCare.Clinic.Sessions;
using Hl7.Fhir.Model;

namespace FerCare.Reports.Fhir;

/// <summary>Who was seen, by what, when, and with whose consent: Patient, Device, Encounter, Consent.</summary>
internal static class FhirFrame
{
    public const string Patient = "patient", Device = "device", Encounter = "encounter";

    public static Patient PatientOf(SessionReport report)
    {
        var subject = report.Subject;
        if (subject.IsPseudonym) return new Patient { Identifier = [new Identifier(FhirIds.System + "pseudonym", subject.Name)] };
        return new Patient
        {
            Identifier = subject.RecordNumber is { } number ? [new Identifier(FhirIds.System + "record-number", number)] : [],
            Name = [new HumanName { Text = subject.Name }],
            BirthDate = subject.BirthYear?.ToString("0000", global::System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    public static Device DeviceOf(SessionReport report) => new()
    {
        DeviceName = [new Device.DeviceNameComponent { Name = "FerCare", Type = DeviceNameType.UserFriendlyName }],
        Type = new CodeableConcept { Text = "Software that describes facial behaviour in front of a camera" },
        Version = report.Session.ModelVersion is { } model ? [new Device.VersionComponent { Type = new CodeableConcept { Text = "model" }, Value = model }] : [],
        Note = [new Annotation { Text = SessionReport.Disclaimer }],
    };

    public static Encounter EncounterOf(SessionReport report, FhirIds ids) => new()
    {
        Status = report.Session.State switch
        {
            SessionState.Waiting => Hl7.Fhir.Model.Encounter.EncounterStatus.Planned,
            SessionState.Ended or SessionState.Withdrawn => Hl7.Fhir.Model.Encounter.EncounterStatus.Finished,
            _ => Hl7.Fhir.Model.Encounter.EncounterStatus.InProgress,
        },
        Class = new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "VR", "virtual"),
        Type = [new CodeableConcept { Text = $"Monitored session, {ReportText.Words(report.Session.Context).ToLowerInvariant()}" }],
        Subject = ids.Reference(Patient),
        Period = PeriodOf(report),
    };

    public static Consent ConsentOf(ConsentRow consent, FhirIds ids) => new()
    {
        Status = consent.WithdrawnAt is null ? Consent.ConsentState.Active : Consent.ConsentState.Inactive,
        Scope = new CodeableConcept("http://terminology.hl7.org/CodeSystem/consentscope", "treatment", "Treatment"),
        Category = [new CodeableConcept("http://loinc.org", "59284-0", "Consent Document")],
        Patient = ids.Reference(Patient),
        DateTimeElement = new FhirDateTime(consent.GivenAt),
        PolicyRule = new CodeableConcept { Text = $"{consent.Purpose} (text {consent.TextVersion}){(consent.WithdrawnAt is { } at ? $"; withdrawn {ReportText.Moment(at)}" : "")}" },
    };

    /// <summary>From the first frame to the end; null for a session that never began.</summary>
    public static Period? PeriodOf(SessionReport report) => report.Session.StartedAt is not { } from ? null
        : new Period { StartElement = new FhirDateTime(from), EndElement = report.Session.EndedAt is { } to ? new FhirDateTime(to) : null };
}
