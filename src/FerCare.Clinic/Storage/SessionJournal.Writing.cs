using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Storage;

// The writer's side of the journal: one loop on one thread at a time.
public sealed partial class SessionJournal
{
    private async Task WriteAllAsync()
    {
        SeriesWriter? writer = null;
        var batch = new List<JournalEntry>(options.MaximumRows);
        var flushes = new List<TaskCompletionSource>();
        try
        {
            while (await waiting.Reader.WaitToReadAsync(abandon.Token))
            {
                batch.Clear();
                flushes.Clear();
                await CollectAsync(batch, flushes);
                if (batch.Count > 0) writer = await StoreAsync(writer, batch);
                Interlocked.Exchange(ref oldestWaiting, 0);
                foreach (var flushed in flushes) flushed.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            waiting.Writer.TryComplete();
            var lost = batch.Count;
            while (waiting.Reader.TryRead(out var entry))
            {
                if (entry.Flushed is { } flushed) flushes.Add(flushed);
                else lost++;
            }

            foreach (var flushed in flushes) flushed.TrySetException(new IOException("Session journal: stopped before everything was stored."));
            if (lost > 0) log.LogError("Session journal stopped with {Lost} samples that were never acknowledged; {Failure}", lost, failure);
        }
        finally
        {
            writer?.Dispose();
        }
    }

    /// <summary>Fills a batch until it has enough rows, is old enough, somebody waits for it, or the journal stops.</summary>
    private async Task CollectAsync(List<JournalEntry> batch, List<TaskCompletionSource> flushes)
    {
        using var patience = new CancellationTokenSource(options.MaximumDelay, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, abandon.Token);
        try
        {
            do
            {
                while (waiting.Reader.TryRead(out var entry))
                {
                    if (entry.Flushed is { } flushed)
                    {
                        flushes.Add(flushed);
                        return;
                    }

                    batch.Add(entry);
                    // The first has waited longest: in the channel, where a slow commit keeps it, as well as here.
                    if (batch.Count == 1) Interlocked.Exchange(ref oldestWaiting, entry.AppendedAt);
                    if (batch.Count >= options.MaximumRows) return;
                }
            }
            while (await waiting.Reader.WaitToReadAsync(either.Token));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
            // The batch is old enough.
        }
    }

    /// <summary>Stores a batch, however often it takes, and acknowledges it.</summary>
    private async Task<SeriesWriter> StoreAsync(SeriesWriter? writer, List<JournalEntry> batch)
    {
        while (true)
        {
            try
            {
                writer ??= new SeriesWriter(database);
                var down = writer.Store(batch);
                if (failure is not null) log.LogInformation("Session journal stores again");
                failure = null;
                Interlocked.Add(ref turnedDown, down);
                Interlocked.Add(ref acknowledged, batch.Count - down);
                if (down > 0) log.LogWarning("{Count} samples were turned down: unknown session, or a time already stored", down);
                Acknowledge(batch);
                return writer;
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                if (failure is null) log.LogError(broken, "Session journal cannot store; nothing is acknowledged until it can");
                failure = broken.Message;
                writer?.Dispose();
                writer = null;
            }

            await Task.Delay(options.RetryAfter, time, abandon.Token);
        }
    }

    private void Acknowledge(List<JournalEntry> batch)
    {
        if (Acknowledged is not { } listeners) return;
        foreach (var session in batch.GroupBy(e => e.SessionId))
        {
            var frames = session.Count(e => e.Kind == JournalEntryKind.Frame);
            var acknowledgement = new Acknowledgement(session.Key, session.Max(e => e.TimeMs), frames, session.Count() - frames);
            try
            {
                listeners(acknowledgement);
            }
            catch (Exception careless)
            {
                log.LogError(careless, "A listener to the session journal failed");
            }
        }
    }
}
