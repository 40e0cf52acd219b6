using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Monitoring.Readers;

namespace FerCare.Web.Monitoring;

/// <summary>What the last frame of a session gave, and what it had given before.</summary>
/// <param name="Any">A frame has been read since the last break, and lately.</param>
public sealed record ReadSoFar(
    bool Any, QualityIssue Quality, EmotionProbabilities? Emotions, Emotion? ShownLabel, double ResultAgeMs, double FramesPerSecond, double Coverage,
    IReadOnlyList<LivePoint> LastMinute);

/// <summary>The readers' side of one session: follows the face from frame to frame and writes what is read. One worker at a time.</summary>
internal sealed class SessionReading(long sessionId, MonitoringOptions options, SessionJournal journal)
{
    /// <summary>Milliseconds in which a journal that was full is offered nothing.</summary>
    private const long FullForMs = 1000;

    private readonly Lock gate = new();
    private readonly Lock following = new();
    private readonly FaceTrack track = new();
    private readonly ExpressionMotion motion = new();
    private readonly Smoothing smoothing = new();
    private readonly ShownLabel label = new();
    private readonly LastMinute lastMinute = new();
    private readonly long classifyEveryMs = 1000 / options.ClassificationsPerSecond;
    private readonly double currentForMs = options.CurrentForMs;
    private volatile bool forgetFace;
    private int stretch = -1;
    private long stretchFromMs;
    private long classifyFromMs;
    private long appendFromMs;
    private FrameRate rate = new();
    private bool any;
    private QualityIssue quality = QualityIssue.NoFace;
    private EmotionProbabilities? emotions;
    private double resultAgeMs;
    private double readAtMs;
    private long recorded;
    private long valid;
    private long lastRecordedMs;

    /// <summary>Reads one frame and appends its samples to the journal where the frame is recorded and <paramref name="stillWanted"/> says so.</summary>
    /// <param name="nowMs">The session's clock.</param>
    /// <returns>How long the stages of the reading took.</returns>
    /// <exception cref="Vision.Decoding.FrameRefusedException">The frame is no image within the limits.</exception>
    public StageTimes Read(CapturedFrame frame, ReadFace read, Func<double> nowMs, Func<bool> stillWanted)
    {
        if (frame.Stretch != stretch) StartAfresh(frame);
        var classify = frame.TimeMs >= classifyFromMs;
        var face = Follow(frame, read, classify);
        // A regular beat where frames come regularly, and no burst to catch up after a hole.
        if (classify) classifyFromMs = Math.Max(classifyFromMs + classifyEveryMs, frame.TimeMs + classifyEveryMs / 2);
        var moved = face.Landmarks is { } landmarks ? motion.Next(frame.TimeMs, landmarks) : null;
        if (face.Landmarks is null) motion.Reset();
        if (!stillWanted()) return face.Stages;

        var kept = frame.Recorded && Keep(frame, face, moved);
        lock (gate) Show(frame, face, nowMs(), kept);
        return face.Stages;
    }

    /// <summary>When the session's frames could not be read.</summary>
    public UnreadSpans Unread { get; } = new();

    /// <summary>Time in session of the last frame recorded.</summary>
    public long LastRecordedMs => Interlocked.Read(ref lastRecordedMs);

    public ReadSoFar SoFar(long timeMs, double nowMs)
    {
        lock (gate)
        {
            // Where reading stands still, its last result does not stay what the face shows now.
            var current = any && nowMs - readAtMs <= currentForMs;
            return new(current, current ? quality : QualityIssue.NoFace, current ? emotions : null, current ? label.Current : null, resultAgeMs,
                rate.At(nowMs), recorded == 0 ? 0 : (double)valid / recorded, lastMinute.UpTo(timeMs));
        }
    }

    /// <summary>A break: nothing is shown as current until the next frame is read.</summary>
    public void ShowNothing()
    {
        lock (gate)
        {
            any = false;
            emotions = null;
            label.Next(0, null);
        }
    }

    /// <summary>
    /// A break: the pixels by which the face is known again are overwritten, at once or as soon as the frame that is being read is done. Never waits for it.
    /// </summary>
    public void ForgetFace()
    {
        forgetFace = true;
        ForgetFaceNow();
    }

    /// <summary>The last minute is not shown any more.</summary>
    public void Forget()
    {
        lock (gate) lastMinute.Clear();
    }

    /// <summary>The camera check is over and the session begins: its figures count from zero.</summary>
    public void Restart()
    {
        lock (gate)
        {
            lastMinute.Clear();
            rate = new FrameRate();
            recorded = valid = lastRecordedMs = 0;
        }
    }

    /// <summary>
    /// Since when nothing has been recorded, in this stretch: what came before it has gaps of its own, or was recorded by an earlier process.
    /// </summary>
    private long UnreadFromMs => Math.Max(LastRecordedMs, stretchFromMs);

    private FaceReading Follow(CapturedFrame frame, ReadFace read, bool classify)
    {
        try
        {
            lock (following) return ReadOrNote(frame, read, classify);
        }
        finally
        {
            // Whoever asked while the frame was read found the face in use.
            ForgetFaceNow();
        }
    }

    private void ForgetFaceNow()
    {
        if (!forgetFace || !following.TryEnter()) return;
        try
        {
            forgetFace = false;
            track.Reset();
        }
        finally
        {
            following.Exit();
        }
    }

    private FaceReading ReadOrNote(CapturedFrame frame, ReadFace read, bool classify)
    {
        try
        {
            return read(frame.Encoded, track, classify, frame.TimeMs);
        }
        catch (FrameLostException)
        {
            if (frame.Recorded) Unread.Open(UnreadFromMs);
            throw;
        }
    }

    /// <summary>Hands what was read to the journal. What finds no room there is lost like a frame that was not read.</summary>
    /// <returns>Whether the frame counts as recorded.</returns>
    private bool Keep(CapturedFrame frame, FaceReading face, double? moved)
    {
        if (frame.TimeMs < appendFromMs) return false;
        if (!journal.TryAppend(sessionId, face.ToFrameSample(frame.TimeMs, moved)))
        {
            Lose(frame, UnreadFromMs);
            return false;
        }

        Unread.Close(frame.TimeMs);
        // The frame itself is kept; what the network said of it is not.
        if (face.Classified && !journal.TryAppend(sessionId, face.ToEmotionSample(frame.TimeMs))) Lose(frame, frame.TimeMs);
        return true;
    }

    private void Lose(CapturedFrame frame, long fromMs)
    {
        Unread.Open(fromMs);
        // One gap while the journal is full, and not as many as there are frames that slip in between.
        appendFromMs = frame.TimeMs + FullForMs;
    }

    private void StartAfresh(CapturedFrame frame)
    {
        stretch = frame.Stretch;
        classifyFromMs = stretchFromMs = frame.TimeMs;
        track.Reset();
        motion.Reset();
        smoothing.Reset();
    }

    private void Show(CapturedFrame frame, FaceReading face, double nowMs, bool kept)
    {
        any = true;
        quality = face.Quality;
        resultAgeMs = Math.Max(0, nowMs - frame.TimeMs);
        readAtMs = nowMs;
        rate.Count(nowMs);
        if (kept)
        {
            recorded++;
            if (face.Quality.IsValid()) valid++;
            lastRecordedMs = frame.TimeMs;
        }

        if (!face.Classified) return;
        emotions = smoothing.Next(face.ToEmotionSample(frame.TimeMs));
        label.Next(frame.TimeMs, emotions);
        // The camera check is the patient's own.
        if (frame.Recorded) lastMinute.Take(frame.TimeMs, emotions);
    }
}
