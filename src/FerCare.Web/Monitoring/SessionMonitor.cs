using System.Threading.Channels;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Vision.Decoding;

namespace FerCare.Web.Monitoring;

/// <summary>
/// One session while it runs: takes frames from the browser without ever making it wait, and hands the newest few to the readers.
/// Frames are offered by the hub, read by one worker at a time, and looked at by anyone.
/// </summary>
public sealed class SessionMonitor
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly LoadFigures figures;
    private readonly SessionReading reading;
    private readonly CaptureClock clock = new();
    private readonly FrameRate arriving = new();
    private readonly Channel<CapturedFrame> waiting;
    private readonly long bornAt;
    private long zeroAt;
    private int stretch;
    private bool hidden;
    private int claimed;
    private long offered, refused, shed, read, waitedTicks;

    /// <param name="startedAt">When the session began; null while the patient still checks the camera.</param>
    public SessionMonitor(long sessionId, SessionState state, DateTimeOffset? startedAt, MonitoringOptions options, SessionJournal journal, LoadFigures figures, TimeProvider time)
    {
        SessionId = sessionId;
        State = state;
        this.time = time;
        this.figures = figures;
        reading = new SessionReading(sessionId, options, journal);
        waiting = Channel.CreateBounded<CapturedFrame>(
            new BoundedChannelOptions(options.WaitingFrames) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            Shed);
        bornAt = time.GetTimestamp();
        zeroAt = startedAt is { } start ? bornAt - (long)((time.GetUtcNow() - start).TotalSeconds * time.TimestampFrequency) : bornAt;
    }

    public long SessionId { get; }

    /// <summary>Where the session stands, as the course has it.</summary>
    public SessionState State { get; private set; }

    /// <summary>The session's clock, milliseconds since it began (before that, since the camera check).</summary>
    public double NowMs => time.GetElapsedTime(Volatile.Read(ref zeroAt)).TotalMilliseconds;

    /// <summary>A frame waits to be read.</summary>
    internal bool HasWaiting => waiting.Reader.Count > 0;

    /// <summary>Takes a frame; it is dropped where the session is paused, hidden or over, and the oldest waiting one where there is no room.</summary>
    /// <param name="captureMs">When the browser saw it, by its own clock.</param>
    /// <param name="encoded">The picture. It belongs to the monitor from now on, which overwrites it as soon as it is read or dropped.</param>
    /// <returns>Whether it waits to be read.</returns>
    public bool Offer(double captureMs, byte[] encoded)
    {
        lock (gate)
        {
            if (hidden || State is not (SessionState.Waiting or SessionState.Live))
            {
                Array.Clear(encoded);
                return false;
            }

            var nowMs = NowMs;
            arriving.Count(Steady());
            Interlocked.Increment(ref offered);
            figures.CountArrived();
            return waiting.Writer.TryWrite(new CapturedFrame(clock.At(captureMs, nowMs), stretch, State == SessionState.Live, time.GetTimestamp(), encoded));
        }
    }

    /// <summary>Counts a frame that was turned away before it could be read.</summary>
    public void Refuse()
    {
        Interlocked.Increment(ref refused);
        figures.CountRefused();
    }

    /// <summary>The session begins: its clock starts at zero.</summary>
    internal void Begin()
    {
        lock (gate)
        {
            Volatile.Write(ref zeroAt, time.GetTimestamp());
            clock.Restart();
            reading.Restart();
            Break(SessionState.Live);
        }
    }

    /// <summary>The session goes over to another state; what waits of the old one is not read any more. One that is over stays over, whatever comes late.</summary>
    internal void Enter(SessionState state)
    {
        lock (gate)
        {
            if (state != State && (state.IsOver() || !State.IsOver())) Break(state);
            if (State == SessionState.Withdrawn) reading.Forget();
        }
    }

    /// <summary>The camera stands still, or goes on.</summary>
    internal void Hide(bool isHidden)
    {
        lock (gate)
        {
            if (hidden == isHidden) return;
            hidden = isHidden;
            Break(State);
        }
    }

    /// <summary>Another page sends from now on, with a clock of its own.</summary>
    internal void Rejoin()
    {
        lock (gate)
        {
            clock.Rejoin();
            hidden = false;
            Break(State);
        }
    }

    /// <summary>The first to claim a session may have it read; see <see cref="FrameScheduler"/>.</summary>
    internal bool Claim() => Interlocked.Exchange(ref claimed, 1) == 0;

    /// <summary>Gives the claim back.</summary>
    internal void Release() => Volatile.Write(ref claimed, 0);

    /// <summary>Reads the frame that has waited longest, if there is one. The caller holds the claim.</summary>
    internal void ReadNext(ReadFace read)
    {
        if (!waiting.Reader.TryRead(out var frame)) return;
        try
        {
            if (frame.Stretch == Volatile.Read(ref stretch)) ReadNow(frame, read);
        }
        finally
        {
            Array.Clear(frame.Encoded);
        }
    }

    private void ReadNow(CapturedFrame frame, ReadFace read)
    {
        var begun = time.GetTimestamp();
        StageTimes stages;
        try
        {
            stages = reading.Read(frame, read, () => NowMs, () => frame.Stretch == Volatile.Read(ref stretch));
        }
        catch (FrameRefusedException)
        {
            Refuse();
            return;
        }

        var waited = time.GetElapsedTime(frame.ArrivedAt, begun);
        Interlocked.Increment(ref this.read);
        Interlocked.Add(ref waitedTicks, waited.Ticks);
        figures.CountRead(waited, time.GetElapsedTime(begun), TimeSpan.FromMilliseconds(Math.Max(0, NowMs - frame.TimeMs)), stages);
    }

    /// <summary>When the session's frames could not be read.</summary>
    internal UnreadSpans Unread => reading.Unread;

    /// <summary>Time in session of the last frame recorded.</summary>
    internal long LastRecordedMs => reading.LastRecordedMs;

    /// <summary>Frames that arrive per second, read or not.</summary>
    internal double ArrivingPerSecond => arriving.At(Steady());

    /// <summary>What became of the session's frames since the last call.</summary>
    public FrameCounts TakeCounts() => new(Interlocked.Exchange(ref offered, 0), Interlocked.Exchange(ref refused, 0), Interlocked.Exchange(ref shed, 0),
        Interlocked.Exchange(ref read, 0), TimeSpan.FromTicks(Interlocked.Exchange(ref waitedTicks, 0)));

    /// <summary>A look at the session now.</summary>
    public LiveView Look(out bool anyRead)
    {
        lock (gate)
        {
            var nowMs = NowMs;
            var timeMs = State == SessionState.Waiting ? 0 : (long)nowMs;
            var soFar = reading.SoFar((long)nowMs, nowMs);
            anyRead = soFar.Any;
            return new LiveView(SessionId, State, time.GetUtcNow(), timeMs, soFar.Emotions, soFar.ShownLabel, soFar.Quality,
                soFar.FramesPerSecond, soFar.ResultAgeMs, soFar.Coverage, soFar.LastMinute);
        }
    }

    private void Shed(CapturedFrame dropped)
    {
        Array.Clear(dropped.Encoded);
        Interlocked.Increment(ref shed);
        figures.CountShed();
    }

    private void Break(SessionState state)
    {
        State = state;
        Volatile.Write(ref stretch, stretch + 1);
        reading.ShowNothing();
        reading.ForgetFace();
    }

    private double Steady() => time.GetElapsedTime(bornAt).TotalMilliseconds;
}

/// <summary>What became of frames within a time.</summary>
/// <param name="Waited">How long those that were read had waited, all together.</param>
public readonly record struct FrameCounts(long Offered, long Refused, long Shed, long Read, TimeSpan Waited)
{
    public static FrameCounts operator +(FrameCounts one, FrameCounts other) =>
        new(one.Offered + other.Offered, one.Refused + other.Refused, one.Shed + other.Shed, one.Read + other.Read, one.Waited + other.Waited);
}
