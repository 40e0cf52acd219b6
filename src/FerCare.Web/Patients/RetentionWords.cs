using System.Globalization;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Sessions;

namespace FerCare.Web.Patients;

/// <summary>How long things are kept, in words.</summary>
public sealed class RetentionWords(Retention retention, RetentionOptions options, TimeProvider time)
{
    /// <summary>Of one session, for its clinician: "Samples of this session are kept until 14 March 2028."</summary>
    public string OfSession(SessionRow session) => (session.SamplesErasedBecause, session.SamplesErasedAt, session.EndedAt) switch
    {
        (ErasedBecause.Withdrawn, { } at, _) => $"The patient withdrew and had everything that was measured in this session erased on {Day(at)}.",
        (ErasedBecause.Retention, { } at, _) => $"Samples of this session were erased on {Day(at)}, after the period for which the clinic keeps them. Signals and findings are kept longer; the session cannot be assessed again.",
        (_, _, null) => "",
        (_, _, { } ended) => retention.SamplesKeptUntil(ended) is { } until ? $"Samples of this session are kept until {Day(until)}." : "Samples of this session are kept without end.",
    };

    /// <summary>For the patient at the end of a session: "until 14 March 2028, what was worked out from them until 13 March 2036".</summary>
    public string KeptFor(DateTimeOffset ended) => (retention.SamplesKeptUntil(ended), retention.FindingsKeptUntil(ended)) switch
    {
        ({ } samples, { } findings) => $"until {Day(samples)}, what was worked out from them until {Day(findings)}",
        ({ } samples, null) => $"until {Day(samples)}, what was worked out from them for as long as your clinic keeps your health record",
        _ => "for as long as your clinic keeps your health record",
    };

    /// <summary>Of a patient: each kind of data with its period.</summary>
    public string OfPatient => $"After each session its samples are kept for {Period(options.SamplesDays)}, findings and signals for {Period(options.FindingsDays)}; questionnaires for {Period(options.FormsDays)}. "
        + "Then they are erased by themselves. Whoever runs FerCare sets these periods, because the law differs by country.";

    private static string Period(int? days) => days switch
    {
        null => "an unlimited time",
        { } many when many >= 730 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(many / 365.25, 1):0.#} years"),
        1 => "one day",
        { } many => $"{many} days",
    };

    private string Day(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("d MMMM yyyy", CultureInfo.CurrentCulture);
}
