using System.Threading.Channels;
using FerCare.Affect;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

/// <summary>Everything a session appended up to a moment of it is stored: one transaction has been committed.</summary>
/// <param name="UpToTimeMs">Time of the latest sample in that transaction.</param>
/// <param name="Frames">Frame samples of the session in that transaction.</param>
/// <param name="Emotions">Emotion samples of the session in that transaction.</param>
public readonly record struct Acknowledgement(long SessionId, long UpToTimeMs, int Frames, int Emotions);

/// <summary>How the journal is doing.</summary>
/// <param name="Acknowledged">Samples committed since the start.</param>
/// <param name="Refused">Samples that found no room, because the database was too slow or failing.</param>
/// <param name="TurnedDown">Samples for sessions that do not exist or times already stored.</param>
/// <param name="Lag">Age of the oldest sample that waits for its commit.</param>
/// <param name="Failure">Why the last attempt to store failed; null while all is well.</param>
public sealed record JournalHealth(long Acknowledged, long Refused, long TurnedDown, TimeSpan Lag, string? Failure)
{
    /// <summary>How long ago a sample found no room the last time; null where each has found some.</summary>
    public TimeSpan? RefusedAgo { get; init; }
}

/// <summary>
/// The single writer of the sample series. Samples wait in a bounded channel and are stored in one transaction per 250 ms or 1,000 rows;
/// they are acknowledged only after the commit. A failing database is tried again and again and nothing is acknowledged meanwhile;
/// stopping stores what is waiting. One process at a time may run it on a database.
/// </summary>
public sealed partial class SessionJournal(
    ClinicDatabase database, InterruptedSessions interrupted, TimeProvider time, ILogger<SessionJournal> log, JournalOptions options) : IHostedService, IDisposable
{
    /// <summary>The end of the name of the file that is locked while a journal runs.</summary>
    internal const string LockName = ".writing";

    private readonly Channel<JournalEntry> waiting = Channel.CreateBounded<JournalEntry>(
        new BoundedChannelOptions(options.Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource abandon = new();
    private FileLock? onlyWriter;
    private Task writing = Task.CompletedTask;
    private bool started;
    private bool disposed;
    private long acknowledged;
    private long refused;
    private long refusedAt;
    private long turnedDown;
    private long oldestWaiting;
    private volatile string? failure;

    /// <summary>Raised after each commit, once per session in it, on the writer's thread: return at once.</summary>
    public event Action<Acknowledgement>? Acknowledged;

    internal bool IsStarted => started;

    /// <summary>How the journal is doing.</summary>
    public JournalHealth Health
    {
        get
        {
            var since = Interlocked.Read(ref oldestWaiting);
            var lost = Interlocked.Read(ref refused);
            return new(Interlocked.Read(ref acknowledged), lost, Interlocked.Read(ref turnedDown), since == 0 ? TimeSpan.Zero : time.GetElapsedTime(since), failure)
            {
                RefusedAgo = lost == 0 ? null : time.GetElapsedTime(Interlocked.Read(ref refusedAt)),
            };
        }
    }

    /// <summary>Offers a frame sample; false, and counted as refused, where the channel is full or the journal has stopped.</summary>
    public bool TryAppend(long sessionId, in FrameSample sample) => TryAppend(JournalEntry.Of(sessionId, sample));

    /// <summary>Offers an emotion sample; false, and counted as refused, where the channel is full or the journal has stopped.</summary>
    public bool TryAppend(long sessionId, in EmotionSample sample) => TryAppend(JournalEntry.Of(sessionId, sample));

    /// <summary>Appends a frame sample, waiting for room; it is stored only when acknowledged.</summary>
    /// <exception cref="ChannelClosedException">The journal has stopped.</exception>
    public ValueTask AppendAsync(long sessionId, FrameSample sample, CancellationToken cancel = default) => waiting.Writer.WriteAsync(Stamped(JournalEntry.Of(sessionId, sample)), cancel);

    /// <summary>Appends an emotion sample, waiting for room; it is stored only when acknowledged.</summary>
    /// <exception cref="ChannelClosedException">The journal has stopped.</exception>
    public ValueTask AppendAsync(long sessionId, EmotionSample sample, CancellationToken cancel = default) => waiting.Writer.WriteAsync(Stamped(JournalEntry.Of(sessionId, sample)), cancel);

    /// <summary>Returns once everything appended before is stored; at once after the journal has stopped in order.</summary>
    /// <exception cref="InvalidOperationException">The journal was never started.</exception>
    public async Task FlushAsync(CancellationToken cancel = default)
    {
        if (!started) throw new InvalidOperationException("Session journal: expected it to run, found that it was never started.");
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await waiting.Writer.WriteAsync(JournalEntry.Flush(flushed), cancel);
        }
        catch (ChannelClosedException)
        {
            await writing.WaitAsync(cancel);
            return;
        }

        await flushed.Task.WaitAsync(cancel);
    }

    /// <summary>Starts writing, after it has put the sessions that a dead process left live to reconnecting.</summary>
    /// <exception cref="DatabaseInUseException">Another process writes to the database.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        onlyWriter = FileLock.TryTake(database.Path + LockName) ?? throw new DatabaseInUseException(database.Path, "writes to");
        await interrupted.MarkAsync(cancellationToken);
        started = true;
        writing = Task.Run(WriteAllAsync, CancellationToken.None);
    }

    /// <summary>Takes no more samples and stores those that wait; gives up on them only when <paramref name="cancellationToken"/> says so.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        await using (cancellationToken.Register(abandon.Cancel)) await writing;
        onlyWriter?.Dispose();
        onlyWriter = null;
    }

    /// <summary>May be called twice: as a singleton and as a hosted service the container disposes it once for each.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        waiting.Writer.TryComplete();
        abandon.Cancel();
        abandon.Dispose();
        onlyWriter?.Dispose();
    }

    private bool TryAppend(in JournalEntry entry)
    {
        if (waiting.Writer.TryWrite(Stamped(entry))) return true;
        Interlocked.Exchange(ref refusedAt, time.GetTimestamp());
        Interlocked.Increment(ref refused);
        return false;
    }

    private JournalEntry Stamped(in JournalEntry entry) => entry with { AppendedAt = time.GetTimestamp() };
}

/// <summary>How the journal batches.</summary>
public sealed record JournalOptions
{
    /// <summary>Samples that may wait; 200 sessions at 38 a second fill this in four seconds.</summary>
    public int Capacity { get; init; } = 32_768;

    /// <summary>Most rows of one transaction.</summary>
    public int MaximumRows { get; init; } = 1_000;

    /// <summary>Longest a sample waits for its transaction while the database is well.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Pause before a failed transaction is tried again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(500);
}
