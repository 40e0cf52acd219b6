using System.Collections.Concurrent;
using System.Collections.Immutable;
using FerCare.Web.Languages;

namespace FerCare.Web.Monitoring;

/// <summary>The latest look at every running session, for whoever watches. One per process, thread-safe.</summary>
public sealed class SessionFeed(ILogger<SessionFeed> log)
{
    private readonly ConcurrentDictionary<long, LiveView> latest = new();
    private readonly ConcurrentDictionary<long, ImmutableList<Action<LiveView>>> watchers = new();

    /// <summary>Raised when a session enters or leaves <see cref="Live"/> or changes its state.</summary>
    public event Action? LiveChanged;

    /// <summary>The running sessions, newest look each.</summary>
    public IReadOnlyList<LiveView> Live => [.. latest.Values.OrderBy(v => v.SessionId)];

    /// <summary>The latest look, or null where the session is not running in this process.</summary>
    public LiveView? Latest(long sessionId) => latest.GetValueOrDefault(sessionId);

    /// <summary>
    /// Calls <paramref name="onChange"/> at most twice a second, and at once when the state changes, until disposed, in the language of
    /// whoever subscribes. It must return quickly.
    /// </summary>
    public IDisposable Subscribe(long sessionId, Action<LiveView> onChange)
    {
        var language = ReaderLanguage.Current;
        Action<LiveView> watcher = view => language.Run(() => onChange(view));
        watchers.AddOrUpdate(sessionId, [watcher], (_, others) => others.Add(watcher));
        return new Watching(this, sessionId, watcher);
    }

    /// <summary>Shows a new look to all who watch; a session that is over leaves the list with its last look.</summary>
    public void Publish(LiveView view)
    {
        var before = latest.GetValueOrDefault(view.SessionId);
        if (FerCare.Clinic.Sessions.SessionStates.IsOver(view.State)) latest.TryRemove(view.SessionId, out _);
        else latest[view.SessionId] = view;

        foreach (var watcher in watchers.GetValueOrDefault(view.SessionId) ?? []) Tell(() => watcher(view));
        if (before?.State != view.State && LiveChanged is { } changed)
        {
            foreach (var listener in changed.GetInvocationList().Cast<Action>()) Tell(listener);
        }
    }

    /// <summary>The session is no longer held here, though it is not over.</summary>
    public void Forget(long sessionId)
    {
        if (latest.TryRemove(sessionId, out _) && LiveChanged is { } changed)
        {
            foreach (var listener in changed.GetInvocationList().Cast<Action>()) Tell(listener);
        }
    }

    // One page that fails must not keep the others from their view.
    private void Tell(Action watcher)
    {
        try
        {
            watcher();
        }
        catch (Exception e)
        {
            log.LogWarning("A watcher of a live session failed with {Failure}.", e.GetType().Name);
        }
    }

    private void Leave(long sessionId, Action<LiveView> onChange)
    {
        while (watchers.TryGetValue(sessionId, out var all))
        {
            var without = all.Remove(onChange);
            if (without.IsEmpty ? watchers.TryRemove(KeyValuePair.Create(sessionId, all)) : watchers.TryUpdate(sessionId, without, all)) return;
        }
    }

    private sealed class Watching(SessionFeed feed, long sessionId, Action<LiveView> onChange) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) feed.Leave(sessionId, onChange);
        }
    }
}
