using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Reports;

namespace FerCare.Web.ReadApi;

/// <summary>A patient.</summary>
/// <param name="Patient">The pseudonym, the same in every export.</param>
/// <param name="Name">Null unless the token reads identities, as record number and year of birth.</param>
/// <param name="Sessions">Number of sessions.</param>
public sealed record PatientLine(string Patient, string? Name, string? RecordNumber, int? BirthYear, int Sessions)
{
    public static PatientLine Of(PatientRow patient, bool identified) => new(
        ReportSubject.Pseudonymous(patient.Id).Name, identified ? patient.DisplayName : null, identified ? patient.RecordNumber : null, identified ? patient.BirthYear : null, patient.Sessions);
}

/// <summary>A session.</summary>
/// <param name="Id">By which its timeline, findings and exports are asked for.</param>
/// <param name="Patient">The pseudonym.</param>
/// <param name="Context">rest, conversation or reading.</param>
/// <param name="StartedAt">Moved by a number of days unless the token reads identities, as all dates.</param>
public sealed record SessionLine(Guid Id, string Patient, string Context, string State, DateTimeOffset ScheduledAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? Model, int Findings)
{
    /// <summary>Whether a token may be told of a session: moved dates of one that is not over would tell by how much, for it is now.</summary>
    public static bool IsToldOf(SessionRow session, bool identified) => identified || session.State.IsOver();

    public static SessionLine Of(SessionRow session, bool identified, TimeZoneInfo clinic)
    {
        DateTimeOffset Moved(DateTimeOffset at) => identified ? at : DeIdentification.Moved(at, session.PatientId, clinic);
        return new(session.PublicId, ReportSubject.Pseudonymous(session.PatientId).Name, session.Context.ToString().ToLowerInvariant(), session.State.ToString().ToLowerInvariant(),
            Moved(session.ScheduledAt), session.StartedAt is { } started ? Moved(started) : null, session.EndedAt is { } ended ? Moved(ended) : null, session.ModelVersion, session.Findings);
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Total">How many there are in all.</param>
public sealed record Page<T>(int Total, int Skip, IReadOnlyList<T> Items);

/// <summary>A part of a session's timeline.</summary>
/// <param name="Probabilities">Mean of the seven expressions by name; null where there was nothing to read.</param>
/// <param name="Usable">Usable share of the part, 0 to 1.</param>
/// <param name="Gap">Paused or disconnected share, 0 to 1.</param>
public sealed record TimelinePart(long FromMs, long ToMs, IReadOnlyDictionary<string, double>? Probabilities, double Usable, double Gap)
{
    public static TimelinePart Of(EmotionBin bin) => new(bin.Span.FromMs, bin.Span.ToMs,
        bin.Mean is { } mean ? Emotions.All.ToDictionary(e => e.NameOf(), e => Math.Round(mean[e], 4)) : null, Math.Round(bin.ValidShare, 4), Math.Round(bin.GapShare, 4));
}

/// <summary>What an index says about a session. Never a diagnosis; preliminary until a clinician has judged it.</summary>
/// <param name="Indicator">depression-pattern or stress-pattern.</param>
/// <param name="Index">In standard deviations of the patient's own variation; null where withheld.</param>
/// <param name="Review">preliminary, confirmed or dismissed.</param>
public sealed record FindingLine(
    string Indicator, string Status, string? Reason, double? Index, double? Low, double? High, double Coverage, string Rules, string? Model, string Review,
    IReadOnlyList<ComponentLine> Components, IReadOnlyList<EvidenceWindow> Evidence, string Notice)
{
    public static FindingLine Of(StoredFinding stored) => new(
        Hyphened(stored.Finding.Kind.ToString()), Hyphened(stored.Finding.Status.ToString()), stored.Finding.Reason, stored.Finding.Index, stored.Finding.Low, stored.Finding.High, stored.Finding.Coverage,
        stored.Finding.RuleVersion, stored.ModelVersion, Hyphened(stored.Review.ToString()),
        [.. stored.Finding.Components.Select(c => new ComponentLine(Hyphened(c.Signal.ToString()), c.Value, c.BaselineMean, c.Z, c.WithheldBecause))], stored.Finding.Evidence, SessionReport.Disclaimer);

    private static string Hyphened(string words) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(words);
}

/// <summary>One component of an index.</summary>
public sealed record ComponentLine(string Signal, double? Value, double? BaselineMean, double? Z, string? WithheldBecause);
