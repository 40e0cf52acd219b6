using System.Globalization;
using System.Security.Cryptography;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;

namespace FerCare.Reports;

/// <summary>Whose session it was.</summary>
/// <param name="Name">The patient's name, or a pseudonym.</param>
/// <param name="IsPseudonym">Nothing in the report names the patient, and its dates are moved, see <see cref="DeIdentification"/>.</param>
public sealed record ReportSubject(string Name, string? RecordNumber, int? BirthYear, bool IsPseudonym)
{
    /// <summary>The patient as the register knows them.</summary>
    public static ReportSubject Named(PatientRow patient) => new(patient.DisplayName, patient.RecordNumber, patient.BirthYear, false);

    /// <summary>The same patient always gets the same pseudonym; the random id it is derived from appears nowhere outside the clinic.</summary>
    public static ReportSubject Pseudonymous(Guid patientId)
    {
        var digest = Convert.ToHexString(SHA256.HashData(patientId.ToByteArray()));
        return new($"Patient {digest[..4]}-{digest[4..8]}", null, null, true);
    }
}

/// <summary>The facts of the session; times are in the clinic's time zone.</summary>
public sealed record SessionFacts(
    Guid PublicId, SessionContext Context, SessionState State, DateTimeOffset ScheduledAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    string? ModelVersion, long RefusedFrames, long ShedFrames)
{
    /// <summary>Why the samples were erased; null while they are kept.</summary>
    public ErasedBecause? SamplesErasedBecause { get; init; }

    /// <summary>When that was; null while they are kept, and in a report without an identity: those of many patients go on one day, which would tell their shifts apart.</summary>
    public DateTimeOffset? SamplesErasedAt { get; init; }
}

/// <summary>A marker or note that a clinician set along the timeline.</summary>
/// <param name="Text">What was written; null for a marker alone, and in a report without an identity.</param>
/// <param name="By">Who set it; null in a report without an identity.</param>
/// <param name="At">When it was set, which may be long after the session; null in a report without an identity.</param>
public sealed record NoteLine(long TimeMs, MarkerKind Kind, string? Text, string? By, DateTimeOffset? At);

/// <summary>Everything a report says about one session, whatever its format.</summary>
/// <param name="Coverage">Of the whole session; null where the samples are erased and nothing stored tells it any more.</param>
/// <param name="Signals">Null where the session was not concluded or was withdrawn, or they were erased.</param>
/// <param name="Timeline">The session in equal parts, gaps as gaps; where the samples are erased, the parts that are still stored, the last of which may be shorter.</param>
/// <param name="Series">The session as stored; without a sample where they are erased.</param>
/// <param name="CreatedAt">When the report was made.</param>
public sealed record SessionReport(
    ReportSubject Subject, SessionFacts Session, IReadOnlyList<ConsentRow> Consents, Coverage? Coverage, SessionSignals? Signals,
    IReadOnlyList<StoredFinding> Findings, IReadOnlyList<EmotionBin> Timeline, SessionSeries Series, IReadOnlyList<SessionEventRow> Events, DateTimeOffset CreatedAt)
{
    /// <summary>The signals by what the patient did, worked out when the report was made; null where <see cref="Signals"/> is, and where the samples are erased.</summary>
    public PartsOfSession? Parts { get; init; }

    /// <summary>Parts were marked otherwise after the assessment: what <see cref="Parts"/> would count is not what the findings rest on.</summary>
    public bool IsMarkedOtherwise => Signals is { } assessed && Parts is { } now
        && (assessed.Counted is null || now.Counted is null ? assessed.Counted is not null || now.Counted is not null : !assessed.Counted.SequenceEqual(now.Counted));

    /// <summary>The findings rest on all of this part, perhaps among others. That was settled when they were assessed, whatever was marked since.</summary>
    public bool RestsOn(SegmentSignals part) => part.Context != SegmentContext.Baseline && Signals is { } assessed
        && (assessed.Counted is not { } counted || part.Spans.All(s => counted.Any(c => c.FromMs <= s.FromMs && s.ToMs <= c.ToMs)));

    /// <summary>Stands on every page and in every export.</summary>
    public const string Disclaimer = "Not a diagnosis. Not certified as a medical device.";

    /// <summary>The markers and notes along the timeline, in order of time.</summary>
    public IReadOnlyList<NoteLine> Notes { get; init; } = [];

    /// <summary>The questionnaires that were filled in before or after this session, finished or not.</summary>
    public IReadOnlyList<FormDetail> Forms { get; init; } = [];

    /// <summary>The questionnaire scores beside the findings, as they stood at this session.</summary>
    public ScoresBeside Scores { get; init; } = ScoresBeside.None;

    /// <summary>A name for the file without extension and without the patient's name: "fercare-session-2026-11-22-3f9a21c7".</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture,
        $"fercare-session-{Session.StartedAt ?? Session.ScheduledAt:yyyy-MM-dd}-{Session.PublicId.ToString("N")[..8]}");
}
