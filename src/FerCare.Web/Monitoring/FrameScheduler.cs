using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace FerCare.Web.Monitoring;

/// <summary>
/// Has the frames of all sessions read by a fixed set of threads, each with a reader of its own. Sessions take turns frame by
/// frame: one that sends more gets no more, and under overload each loses its own oldest frames.
/// </summary>
public sealed class FrameScheduler(OpenReaders open, MonitoringOptions options, ILogger<FrameScheduler> log) : IHostedService, IDisposable
{
    private readonly BlockingCollection<SessionMonitor> turns = new(new ConcurrentQueue<SessionMonitor>());
    private readonly Lock gate = new();
    private ImmutableArray<Thread> workers = [];
    private readonly CancellationTokenSource ending = new();
    private Task<OpenReader>? first;

    /// <summary>Threads that read frames, once all have their readers.</summary>
    public int Workers => options.WorkerCount;

    /// <summary>Those of them that are at work.</summary>
    public int WorkersAtWork => workers.Count(w => w.IsAlive);

    /// <summary>Done when every thread has its reader.</summary>
    public Task Opened { get; private set; } = Task.CompletedTask;

    /// <summary>Why a thread has no reader yet, where the last try failed.</summary>
    public string? Problem { get; private set; }

    /// <summary>Puts a session into the queue if it has a frame and is not in it.</summary>
    public void Wake(SessionMonitor session)
    {
        if (!session.HasWaiting || !session.Claim()) return;
        if (turns.IsAddingCompleted || !TryQueue(session)) session.Release();
    }

    /// <summary>Has the session whose turn it is read one frame on the calling thread; false where no session waits for its turn.</summary>
    public bool TakeTurn(ReadFace read)
    {
        if (!turns.TryTake(out var session)) return false;
        Serve(session, read);
        return true;
    }

    /// <summary>Opens the first reader while the rest of the program starts.</summary>
    public void Prepare() => first ??= Task.Run(() => open());

    /// <summary>
    /// One reader is opened before the first frame can come: a missing model stops the start and not a session. The others follow one
    /// after another while the first visitors are served, for each takes a processor for a second; they find what the first compiled.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Prepare();
        PutToWork(await first!.WaitAsync(cancellationToken));
        Opened = Task.Run(OpenOthersAsync, CancellationToken.None);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (gate) ending.Cancel();
        turns.CompleteAdding();
        return Task.Run(() => Array.ForEach([.. workers], w => w.Join()), CancellationToken.None).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        turns.CompleteAdding();
        ending.Cancel();
        // A program that could not start has prepared a reader for nobody.
        if (workers.IsEmpty && first is { IsCompletedSuccessfully: true }) first.Result.Owner?.Dispose();
    }

    private async Task OpenOthersAsync()
    {
        while (!ending.IsCancellationRequested && workers.Length < Workers)
        {
            try
            {
                PutToWork(open());
                Problem = null;
            }
            catch (Exception problem)
            {
                if (Problem != problem.Message) log.LogError("{Working} of {Workers} threads read frames so far: {Problem} It is tried again.", workers.Length, Workers, problem.Message);
                Problem = problem.Message;
                await Task.Delay(options.ReaderRetry, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void PutToWork(OpenReader reader)
    {
        lock (gate)
        {
            if (!ending.IsCancellationRequested)
            {
                var worker = new Thread(() => Work(reader)) { Name = $"frames-{workers.Length}", IsBackground = true };
                workers = workers.Add(worker);
                worker.Start();
                return;
            }
        }

        reader.Owner?.Dispose();
    }

    private void Work(OpenReader reader)
    {
        using var owner = reader.Owner;
        foreach (var session in turns.GetConsumingEnumerable()) Serve(session, reader.Read);
    }

    private void Serve(SessionMonitor session, ReadFace read)
    {
        try
        {
            session.ReadNext(read);
        }
        catch (Exception e)
        {
            // One frame that cannot be read must not stop the thread that reads all others. Nothing of the frame is logged.
            session.Refuse();
            log.LogError("A frame could not be read: {Failure}.", e.GetType().Name);
        }

        if (session.HasWaiting && TryQueue(session)) return;
        session.Release();
        Wake(session);
    }

    private bool TryQueue(SessionMonitor session)
    {
        try
        {
            return turns.TryAdd(session);
        }
        catch (InvalidOperationException)
        {
            return false; // stopping
        }
    }
}
