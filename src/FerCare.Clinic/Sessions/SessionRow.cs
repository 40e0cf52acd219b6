using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Sessions;

/// <summary>A session as lists and page headings show it.</summary>
/// <param name="Findings">Findings assessed, whatever they say.</param>
/// <param name="Flagged">Those of them that are raised for review and that no clinician has judged yet.</param>
/// <param name="HasOpenLink">A join link is out that was neither redeemed nor revoked; it may have expired.</param>
public sealed record SessionRow(
    long Id, Guid PublicId, Guid PatientId, string PatientName, string RecordNumber, string CareTeam, SessionContext Context, SessionState State,
    DateTimeOffset ScheduledAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, long? BaselineFromMs, long? BaselineToMs, string? ModelVersion,
    long RefusedFrames, long ShedFrames, int Findings, int Flagged, bool HasOpenLink)
{
    /// <summary>Raised findings that a clinician has confirmed.</summary>
    public int Confirmed { get; init; }

    /// <summary>Findings that have an index; the others were withheld.</summary>
    public int Indices { get; init; }

    /// <summary>Somebody has opened a join link that was not taken back since: their page is open, or can be.</summary>
    public bool HasJoined { get; init; }

    /// <summary>One more join link would take the place of an earlier one, or of whoever came with it.</summary>
    public bool IsInvited => HasOpenLink || HasJoined || State.IsUnderWay();

    /// <summary>When it was read from a recording; null for a session that was monitored live.</summary>
    public DateTimeOffset? ImportedAt { get; init; }

    /// <summary>The patient has a safety alert that nobody has acknowledged.</summary>
    public bool HasOpenAlert { get; init; }

    /// <summary>The patient may see a summary of their own at the end.</summary>
    public bool ShowsSummary { get; init; }

    /// <summary>When the samples were erased; null while they are kept.</summary>
    public DateTimeOffset? SamplesErasedAt { get; init; }

    /// <summary>Why they were erased; null while they are kept.</summary>
    public ErasedBecause? SamplesErasedBecause { get; init; }
}

/// <summary>One event of a session as pages and reports show it.</summary>
public sealed record SessionEventRow(long TimeMs, DateTimeOffset At, SessionEventKind Kind);

/// <summary>The consent of a session as pages and reports show it.</summary>
public sealed record ConsentRow(string Purpose, string TextVersion, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt);

internal static class SessionRows
{
    /// <summary>The rows of these sessions, which the caller has scoped, in the order of the plan.</summary>
    public static async Task<List<SessionRow>> RowsOfAsync(this ClinicContext context, IQueryable<MonitoringSession> sessions, PatientSeals seals, CancellationToken cancel)
    {
        var rows = await (
            from session in sessions
            join patient in context.Patients on session.PatientId equals patient.Id
            join team in context.CareTeams on patient.CareTeamId equals team.Id
            orderby session.ScheduledAt, session.Id
            select new
            {
                patient.DisplayName, patient.RecordNumber,
                // The patient's name and number are sealed; they are put in below.
                Row = new SessionRow(
                    session.Id, session.PublicId, patient.Id, "", "", team.Name, session.Context, session.State,
                    session.ScheduledAt, session.StartedAt, session.EndedAt, session.BaselineFromMs, session.BaselineToMs, session.ModelVersion,
                    session.RefusedFrames, session.ShedFrames,
                    context.Findings.Count(f => f.SessionId == session.Id && f.SupersededAt == null),
                    context.Findings.Count(f => f.SessionId == session.Id && f.SupersededAt == null && f.Status == Findings.Finding.FlaggedStatus && f.Review == Findings.ReviewState.Preliminary),
                    context.JoinLinks.Any(l => l.SessionId == session.Id && l.RedeemedAt == null && l.RevokedAt == null))
                {
                    Confirmed = context.Findings.Count(f => f.SessionId == session.Id && f.SupersededAt == null && f.Status == Findings.Finding.FlaggedStatus && f.Review == Findings.ReviewState.Confirmed),
                    Indices = context.Findings.Count(f => f.SessionId == session.Id && f.SupersededAt == null && f.Index != null),
                    HasJoined = context.JoinLinks.Any(l => l.SessionId == session.Id && l.RedeemedAt != null && l.RevokedAt == null),
                    ImportedAt = session.ImportedAt,
                    HasOpenAlert = context.SafetyAlerts.Any(a => a.PatientId == patient.Id && a.AcknowledgedAt == null),
                    ShowsSummary = session.ShowsSummary,
                    SamplesErasedAt = session.SamplesErasedAt,
                    SamplesErasedBecause = session.SamplesErasedBecause,
                },
            }).ToListAsync(cancel);
        return [.. rows.Select(r => r.Row with { PatientName = seals.NameOf(r.Row.PatientId, r.DisplayName), RecordNumber = seals.RecordNumberOf(r.Row.PatientId, r.RecordNumber) })];
    }
}
