using System.Data.Common;
using System.Threading.Channels;
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
/// given up leaves nothing. While it is stored its session waits, marked as imported; only when every sample is on the disk does it count as ended.
/// </summary>
public sealed class RecordedSessions(IDbContextFactory<ClinicContext> contexts, SessionJournal journal, SessionAssessment assessment, AuditTrail audit, TimeProvider time)
{
    /// <summary>Samples that are handed to the journal before it is waited for: a long film would fill it, and sessions under way would find no room.</summary>
    private const int AtOnce = 2_000;

    /// <summary>Stores a recording as a session that is over, with the patient's consent, and assesses it. Returns its public id.</summary>
    /// <exception cref="OutsideCareTeamException">The patient does not exist or belongs to another team.</exception>
    /// <exception cref="ArgumentException">Nothing was read.</exception>
    /// <exception cref="IOException">The program is ending: nothing is kept of it.</exception>
    public async Task<Guid> StoreAsync(CareScope scope, RecordingAbout about, ReadRecording read, CancellationToken cancel = default)
    {
        if (read.Frames.Count == 0) throw new ArgumentException("Recording: expected pictures, found none.", nameof(read));
        var (id, publicId) = await AddAsync(scope, about, read, cancel);
        try
        {
            // Not given up any more: all that was long is done.
            await AppendAsync(id, read);
            await FinishAsync(scope, about, read, id);
        }
        catch (Exception failed)
        {
            await LeaveNothingAsync(id);
            if (failed is ChannelClosedException) throw Unfinished();
            throw;
        }

        await assessment.ConcludeAsync(id, CancellationToken.None);
        return publicId;
    }

    /// <summary>Removes what an import that was cut off has stored, with its samples; how many there were. Only while nobody imports.</summary>
    internal static Task<int> RemoveUnfinishedAsync(ClinicContext context, CancellationToken cancel) =>
        context.Sessions.Where(s => s.State == SessionState.Waiting && s.ImportedAt != null).ExecuteDeleteAsync(cancel);

    private static IOException Unfinished() => new("Recording: expected all of its samples to be stored, found that the program is ending.");

    private async Task AppendAsync(long id, ReadRecording read)
    {
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
    }

    private async Task LeaveNothingAsync(long id)
    {
        try
        {
            await contexts.UseAsync(context => context.Sessions.Where(s => s.Id == id && s.State == SessionState.Waiting).ExecuteDeleteAsync(CancellationToken.None), CancellationToken.None);
        }
        catch (DbException)
        {
            // What stopped the import stops this too: the next start removes it.
        }
    }

    private Task<(long Id, Guid PublicId)> AddAsync(CareScope scope, RecordingAbout about, ReadRecording read, CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        // Nobody else writes from here on: who is asked about cannot be erased before the session is stored.
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        if (!await context.PatientsOf(scope).AnyAsync(p => p.Id == about.PatientId, cancel)) throw new OutsideCareTeamException("Patient");
        var now = time.GetUtcNow();
        long? baselineMs = about.Baseline is { } rest && rest.TotalMilliseconds <= read.LengthMs ? (long)rest.TotalMilliseconds : null;
        var session = new MonitoringSession(about.PatientId, about.Context, about.RecordedAt)
        {
            StartedAt = about.RecordedAt,
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
            new SessionEvent(session.Id, 0, about.RecordedAt, SessionEventKind.Started));
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return (session.Id, session.PublicId);
    }, cancel);

    /// <summary>Every sample is stored: from here on it is a session like any other that is over.</summary>
    private Task FinishAsync(CareScope scope, RecordingAbout about, ReadRecording read, long id) => contexts.UseAsync(async context =>
    {
        await using var change = await context.Database.BeginTransactionAsync(CancellationToken.None);
        // Removed, withdrawn or erased with its patient while it was stored.
        var session = await context.Sessions.SingleOrDefaultAsync(s => s.Id == id && s.State == SessionState.Waiting) ?? throw new OutsideCareTeamException("Patient");
        var frames = await context.Database.SqlQuery<long>($"SELECT count(*) AS \"Value\" FROM frame_samples WHERE session_id = {id}").SingleAsync();
        var emotions = await context.Database.SqlQuery<long>($"SELECT count(*) AS \"Value\" FROM emotion_samples WHERE session_id = {id}").SingleAsync();
        // A journal that is stopped in haste lets go of whoever waits for it.
        if (frames < read.Frames.Count || emotions < read.Emotions.Count) throw Unfinished();
        session.State = SessionState.Ended;
        session.EndedAt = about.RecordedAt.AddMilliseconds(read.LengthMs);
        context.SessionEvents.Add(new SessionEvent(id, read.LengthMs, session.EndedAt.Value, SessionEventKind.Ended));
        await audit.AddAsync(context, new AuditEntry(AuditAction.ImportRecording, scope.StaffId, "session", session.PublicId.ToString(), $"consent text {about.Words.Version}"), CancellationToken.None);
        await context.SaveChangesAsync(CancellationToken.None);
        await context.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.RefusedFrames, read.RefusedFrames), CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
    }, CancellationToken.None);
}
