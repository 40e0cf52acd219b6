using System.Globalization;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sessions;
using FerCare.Web.Languages;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Patients;

/// <summary>How long things are kept, in words.</summary>
public sealed class RetentionWords(Retention retention, RetentionOptions options, IStringLocalizer words, TimeProvider time)
{
    /// <summary>Of one session, for its clinician: "Samples of this session are kept until 14 March 2028."</summary>
    public string OfSession(SessionRow session) => (session.SamplesErasedBecause, session.SamplesErasedAt, session.EndedAt) switch
    {
        (ErasedBecause.Withdrawn, { } at, _) => words["The patient withdrew and had everything that was measured in this session erased on {0}.", Day(at)],
        (ErasedBecause.Retention, { } at, _) => words["Samples of this session were erased on {0}, after the period for which the clinic keeps them. Signals and findings are kept longer; the session cannot be assessed again.", Day(at)],
        (_, _, null) => "",
        (_, _, { } ended) => retention.SamplesKeptUntil(session.ImportedAt ?? ended) is { } until ? words["Samples of this session are kept until {0}.", Day(until)] : words["Samples of this session are kept without end."],
    };

    /// <summary>For the patient at the end of a session: "until 14 March 2028, what was worked out from them until 13 March 2036".</summary>
    public string KeptFor(DateTimeOffset ended) => (retention.SamplesKeptUntil(ended), retention.FindingsKeptUntil(ended)) switch
    {
        ({ } samples, { } findings) => words["until {0}, what was worked out from them until {1}", Day(samples), Day(findings)],
        ({ } samples, null) => words["until {0}, what was worked out from them for as long as your clinic keeps your health record", Day(samples)],
        _ => words["for as long as your clinic keeps your health record"],
    };

    /// <summary>Of a patient: each kind of data with its period.</summary>
    public string OfPatient => words["After each session its samples are kept for {0}, findings and signals for {1}; questionnaires for {2}. Then they are erased automatically. Whoever runs FerCare sets these periods, because the law differs by country.",
        Period(options.SamplesDays), Period(options.FindingsDays), Period(options.FormsDays)];

    private string Period(int? days) => days switch
    {
        null => words["an unlimited time"],
        { } many when many >= 730 => words["{0:0.#} years", Math.Round(many / 365.25, 1)],
        { } many => words.Count(many, "{0} day", "{0} days"),
    };

    private string Day(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString(words["d MMMM yyyy"], CultureInfo.CurrentCulture);
}
