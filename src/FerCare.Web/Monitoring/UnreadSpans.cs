using FerCare.Affect.Timeline;

namespace FerCare.Web.Monitoring;

/// <summary>When a session's frames came and could not be read, through a fault of the server, until it is on record. Thread-safe.</summary>
internal sealed class UnreadSpans
{
    private readonly Lock gate = new();
    private readonly Queue<TimeSpanMs> closed = new();
    private long? openFrom;

    /// <summary>A frame was lost; nothing has been read since <paramref name="lastReadMs"/>.</summary>
    public void Open(long lastReadMs)
    {
        lock (gate) openFrom ??= lastReadMs;
    }

    /// <summary>A frame was read again.</summary>
    public void Close(long timeMs)
    {
        lock (gate)
        {
            if (openFrom is { } from && timeMs > from) closed.Enqueue(new TimeSpanMs(from, timeMs));
            openFrom = null;
        }
    }

    /// <summary>Puts every span that is over on record; one that cannot be stays for the next time.</summary>
    public async Task RecordAsync(Func<TimeSpanMs, Task> record)
    {
        while (true)
        {
            TimeSpanMs next;
            lock (gate) if (!closed.TryPeek(out next)) return;
            await record(next);
            lock (gate) closed.Dequeue();
        }
    }
}
