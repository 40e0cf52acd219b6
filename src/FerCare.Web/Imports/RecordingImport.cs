using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.Clinic.Access;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using FerCare.Vision;
using FerCare.Vision.Decoding;
using FerCare.Web.Monitoring;
using FerCare.Web.Monitoring.Readers;

namespace FerCare.Web.Imports;

/// <summary>Reads a recording as a live session is read, and puts what was read into the patient's history. One recording at a time, so that live sessions keep their share of the machine.</summary>
public sealed class RecordingImport(OpenReaders readers, PatientRegister patients, RecordedSessions sessions, ServedModel model, ImportOptions options) : IDisposable
{
    private readonly SemaphoreSlim desk = new(1);

    /// <summary>Reads and stores; where it is cancelled or fails, nothing is stored. Returns the session's public id.</summary>
    /// <param name="recording">The film; the caller disposes it.</param>
    /// <param name="read">Told how much of the film has been read.</param>
    /// <exception cref="FilmRefusedException">The film cannot be read.</exception>
    /// <exception cref="RecordingRefusedException">It is too long.</exception>
    /// <exception cref="OutsideCareTeamException">The patient does not exist or belongs to another team.</exception>
    public async Task<Guid> ImportAsync(CareScope scope, RecordingAbout about, SealedRecording recording, IProgress<TimeSpan> read, CancellationToken cancel)
    {
        if (await patients.FindAsync(scope, about.PatientId, cancel) is null) throw new OutsideCareTeamException("Patient");
        await desk.WaitAsync(cancel);
        try
        {
            return await sessions.StoreAsync(scope, about, await Task.Run(() => Read(recording, read, cancel), cancel), cancel);
        }
        finally
        {
            desk.Release();
        }
    }

    private ReadRecording Read(SealedRecording recording, IProgress<TimeSpan> read, CancellationToken cancel)
    {
        var longest = TimeSpan.FromMinutes(options.LongestMinutes);
        // Reading ends at the first picture that comes too late, which a film of few pictures may show long after the limit.
        var film = recording.Film(new FilmOptions { FramesPerSecond = options.FramesPerSecond, Longest = longest + TimeSpan.FromMinutes(1) });
        var reader = readers();
        using var owner = reader.Owner;
        var track = new FaceTrack();
        var motion = new ExpressionMotion();
        List<FrameSample> frames = [];
        List<EmotionSample> emotions = [];
        long number = 0, lastMs = 0, refused = 0, classifyFromMs = 0, reportFromMs = 0;
        var classifyEveryMs = 1000L / options.ClassificationsPerSecond;
        foreach (var (timeMs, picture) in film.Frames(cancel))
        {
            number++;
            lastMs = timeMs;
            if (timeMs > longest.TotalMilliseconds) throw new RecordingRefusedException($"Expected a film of at most {options.LongestMinutes:0} minutes, found a longer one.");
            if (timeMs >= reportFromMs)
            {
                read.Report(TimeSpan.FromMilliseconds(timeMs));
                reportFromMs = (timeMs / 1000 + 1) * 1000;
            }

            var classify = timeMs >= classifyFromMs;
            // What a film without pictures for a while missed is not made up for.
            if (classify) classifyFromMs = Math.Max(classifyFromMs, timeMs - classifyEveryMs) + classifyEveryMs;
            try
            {
                var face = reader.Read(picture, track, classify, timeMs);
                var moved = face.Landmarks is { } landmarks ? motion.Next(timeMs, landmarks) : null;
                if (face.Landmarks is null) motion.Reset();
                frames.Add(face.ToFrameSample(timeMs, moved));
                if (face.Classified) emotions.Add(face.ToEmotionSample(timeMs));
            }
            catch (Exception unread) when (unread is FrameRefusedException or FrameLostException)
            {
                refused++;
            }
            finally
            {
                Array.Clear(picture);
            }
        }

        // The last picture is shown as long as the others are on average; rounded up, so that half a minute of film holds a baseline of half a minute.
        var lengthMs = lastMs + (number > 1 ? (lastMs + number - 2) / (number - 1) : 1000 / options.FramesPerSecond);
        return new ReadRecording(frames, emotions, lengthMs, refused, model.Version);
    }

    public void Dispose() => desk.Dispose();
}
