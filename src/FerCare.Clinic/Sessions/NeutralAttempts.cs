using FerCare.Affect.Timeline;

namespace FerCare.Clinic.Sessions;

/// <summary>When the patient was asked to look neutral. Whoever pauses, hides the page or loses the connection meanwhile is asked anew.</summary>
public static class NeutralAttempts
{
    /// <summary>
    /// Every attempt that a session's events tell of, merged and in order, also those that were broken off: each lasts to its end, to the next
    /// one, to a gap or to the end of the session; one that nothing closes has no end. A fault of the server breaks none off, for the patient
    /// does not know of it.
    /// </summary>
    /// <param name="events">In the order they were recorded.</param>
    /// <param name="completed">The attempt that came to its end; a recording that was imported has no events of it.</param>
    public static IReadOnlyList<TimeSpanMs> From(IEnumerable<SessionEventRow> events, TimeSpanMs? completed)
    {
        var attempts = new List<TimeSpanMs>();
        if (completed is { } whole) attempts.Add(whole);
        long? since = null;
        foreach (var happened in events)
        {
            switch (happened.Kind)
            {
                case SessionEventKind.BaselineStarted:
                    Close(happened.TimeMs);
                    since = happened.TimeMs;
                    break;
                case SessionEventKind.BaselineEnded or SessionEventKind.Paused or SessionEventKind.Hidden or SessionEventKind.ConnectionLost
                    or SessionEventKind.Ended or SessionEventKind.Withdrawn:
                    Close(happened.TimeMs);
                    break;
            }
        }

        Close(SessionSeries.LongestMs);
        return TimeSpanMs.Merge(attempts);

        void Close(long at)
        {
            if (since is { } from && at > from) attempts.Add(new TimeSpanMs(from, at));
            since = null;
        }
    }
}
