using FerCare.Affect.Timeline;

namespace FerCare.Clinic.Sessions;

/// <summary>When nothing could be seen: the patient paused, hid the page or was not connected, or the server could not read what came.</summary>
public static class SessionGaps
{
    /// <summary>
    /// The gaps that a session's events tell of, merged and in order. A gap that nothing closes lasts to the end; while disconnected,
    /// a page counts as shown again when it reconnects, for a closed tab cannot say so.
    /// </summary>
    /// <param name="events">In the order they were recorded.</param>
    public static IReadOnlyList<TimeSpanMs> From(IEnumerable<SessionEventRow> events, long durationMs)
    {
        var gaps = new List<TimeSpanMs>();
        long? paused = null, hidden = null, lost = null, unread = null;
        foreach (var happened in events)
        {
            switch (happened.Kind)
            {
                case SessionEventKind.Paused: paused ??= happened.TimeMs; break;
                case SessionEventKind.Resumed: Close(ref paused, happened.TimeMs); break;
                case SessionEventKind.Hidden: hidden ??= happened.TimeMs; break;
                case SessionEventKind.Shown: Close(ref hidden, happened.TimeMs); break;
                case SessionEventKind.ReadingStopped: unread ??= happened.TimeMs; break;
                case SessionEventKind.ReadingResumed: Close(ref unread, happened.TimeMs); break;
                case SessionEventKind.ConnectionLost: lost ??= happened.TimeMs; break;
                case SessionEventKind.Reconnected:
                    Close(ref hidden, happened.TimeMs);
                    Close(ref lost, happened.TimeMs);
                    break;
            }
        }

        Close(ref paused, durationMs);
        Close(ref hidden, durationMs);
        Close(ref lost, durationMs);
        Close(ref unread, durationMs);
        return TimeSpanMs.Merge(gaps);

        void Close(ref long? since, long at)
        {
            if (since is { } from && at > from) gaps.Add(new TimeSpanMs(from, at));
            since = null;
        }
    }
}
