using System.Collections.Concurrent;

namespace FerCare.Web.Monitoring;

/// <summary>
/// Has the frames of all sessions read by a fixed set of threads, each with a reader of its own. Sessions take turns frame by
/// frame: one that sends more gets no more, and under overload each loses its own oldest frames.
/// </summary>
public sealed class FrameScheduler(OpenReaders open, MonitoringOptions options, ILogger<FrameScheduler> log) : IHostedService, IDisposable
{
    private readonly BlockingCollection<SessionMonitor> turns = new(new ConcurrentQueue<SessionMonitor>());
    private Thread[] workers = [];

    /// <summary>Threads that read frames, once started.</summary>
    public int Workers => workers.Length;

    /// <summary>Those of them that are at work.</summary>
    public int WorkersAtWork => workers.Count(w => w.IsAlive);

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

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Opened before the first frame can come: a missing model stops the start and not a session. The others find what the first compiled.
        var first = await Task.Run(() => open(), cancellationToken);
        OpenReader[] readers = [first, .. await Task.WhenAll(Enumerable.Range(1, options.WorkerCount - 1).Select(_ => Task.Run(() => open())))];
        workers = [.. readers.Select((reader, i) => new Thread(() => Work(reader)) { Name = $"frames-{i}", IsBackground = true })];
        foreach (var worker in workers) worker.Start();
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        turns.CompleteAdding();
        return Task.Run(() => Array.ForEach(workers, w => w.Join()), CancellationToken.None).WaitAsync(cancellationToken);
    }

    public void Dispose() => turns.CompleteAdding();

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
