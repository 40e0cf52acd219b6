using FerCare.Affect;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Sessions;

/// <summary>What was read from a recording.</summary>
/// <param name="LengthMs">Its length, milliseconds.</param>
/// <param name="RefusedFrames">Pictures that could not be read.</param>
/// <param name="ModelVersion">Name and version of the network that read it.</param>
public sealed record ReadRecording(IReadOnlyList<FrameSample> Frames, IReadOnlyList<EmotionSample> Emotions, long LengthMs, long RefusedFrames, string? ModelVersion);

/// <summary>
/// Recordings that were made elsewhere, as sessions in a patient's history. What was read is stored when all of it is there, so that an import that is
/// given up leaves nothing.
/// </summary>
public sealed class RecordedSessions(IDbContextFactory<ClinicContext> contexts, SessionJournal journal, SessionAssessment assessment, AuditTrail audit, TimeProvider time)
{
    /// <summary>Samples that are handed to the journal before it is waited for: a long film would fill it, and sessions under way would find no room.</summary>
    private const int AtOnce = 2_000;

    /// <summary>Stores a recording as a session that is over, with the patient's consent, and assesses it. Returns its public id.</summary>
    /// <exception cref="OutsideCareTeamException">The patient does not exist or belongs to another team.</exception>
    /// <exception cref="ArgumentException">Nothing was read.</exception>
    public async Task<Guid> StoreAsync(CareScope scope, RecordingAbout about, ReadRecording read, CancellationToken cancel = default)
    {
        if (read.Frames.Count == 0) throw new ArgumentException("Recording: expected pictures, found none.", nameof(read));
        var (id, publicId) = await AddAsync(scope, about, read, cancel);
        // From here on it is a session: half of one would be worse than one that its reader had given up.
        foreach (var part in read.Frames.Chunk(AtOnce))
        {
            foreach (var frame in part) await journal.AppendAsync(id, frame, CancellationToken.None);
            if (journal.IsStarted) await journal.FlushAsync(CancellationToken.None);
        }

        foreach (var part in read.Emotions.Chunk(AtOnce))
        {
            foreach (var emotion in part) await journal.AppendAsync(id, emotion, CancellationToken.None);
            if (journal.IsStarted) await journal.FlushAsync(CancellationToken.None);
        }

        await assessment.ConcludeAsync(id, CancellationToken.None);
        return publicId;
    }

    private Task<(long Id, Guid PublicId)> AddAsync(CareScope scope, RecordingAbout about, ReadRecording read, CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        if (!await context.PatientsOf(scope).AnyAsync(p => p.Id == about.PatientId, cancel)) throw new OutsideCareTeamException("Patient");
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        long? baselineMs = about.Baseline is { } rest && rest.TotalMilliseconds <= read.LengthMs ? (long)rest.TotalMilliseconds : null;
        var session = new MonitoringSession(about.PatientId, about.Context, about.RecordedAt)
        {
            State = SessionState.Ended,
            StartedAt = about.RecordedAt,
            EndedAt = about.RecordedAt.AddMilliseconds(read.LengthMs),
            BaselineFromMs = baselineMs is null ? null : 0,
            BaselineToMs = baselineMs,
            ModelVersion = read.ModelVersion is { } version ? Wording.Checked(version, 120, "Model version") : null,
            ImportedAt = now,
        };
        context.Sessions.Add(session);
        await context.SaveChangesAsync(cancel);
        context.Consents.Add(new Consent(session.Id, about.PatientId, about.Words, about.ConsentGivenAt));
        context.SessionEvents.AddRange(
            new SessionEvent(session.Id, 0, about.ConsentGivenAt, SessionEventKind.ConsentGiven),
            new SessionEvent(session.Id, 0, about.RecordedAt, SessionEventKind.Started),
            new SessionEvent(session.Id, read.LengthMs, session.EndedAt.Value, SessionEventKind.Ended));
        var subject = session.PublicId.ToString();
        await audit.AddAsync(context, new AuditEntry(AuditAction.ImportRecording, scope.StaffId, "session", subject, $"consent text {about.Words.Version}"), cancel);
        await context.SaveChangesAsync(cancel);
        await context.Sessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.RefusedFrames, read.RefusedFrames), cancel);
        await change.CommitAsync(cancel);
        return (session.Id, session.PublicId);
    }, cancel);
}
