using System.Collections.Concurrent;
using FerCare.Clinic.Sessions;

namespace FerCare.Web.Monitoring;

// Who is read at once. A session that has a place keeps it until it is over, also while its connection is lost or it is paused.
public sealed partial class LiveSessions
{
    /// <summary>A patient who has not asked for a place for this long has closed the page.</summary>
    private static readonly TimeSpan WentAwayAfter = TimeSpan.FromMinutes(2);

    private readonly Lock door = new();
    private readonly ConcurrentDictionary<long, DateTimeOffset> withoutPlace = new();

    /// <summary>Raised with the id of a session whose patient found no place or has one now; return at once.</summary>
    public event Action<long>? PlaceChanged;

    /// <summary>Sessions that have a place now.</summary>
    public int PlacesTaken => running.Count;

    /// <summary>Patients who wait for a place.</summary>
    public int WaitingForPlace => withoutPlace.Count;

    /// <summary>When the session's patient last found no place; null where none waits for one.</summary>
    public DateTimeOffset? WithoutPlaceSince(long sessionId) => withoutPlace.TryGetValue(sessionId, out var at) ? at : null;

    /// <summary>Whether a session would be read if its page connected now; one that would not is noted as waiting.</summary>
    public bool AskForPlace(OwnSession own)
    {
        lock (door)
        {
            if (HasPlaceFor(own)) return true;
        }

        NoteWithoutPlace(own.Id);
        return false;
    }

    /// <summary>The session with its place, or null where there is none left.</summary>
    private RunningSession? GivePlace(OwnSession own)
    {
        RunningSession? session = null;
        lock (door)
        {
            // Asked and taken in one step: two who come at the same moment must not both get the last place.
            if (HasPlaceFor(own)) session = running.GetOrAdd(own.Id, id => new RunningSession(new SessionMonitor(id, own.State, own.StartedAt, options, journal, figures, time), own) { LostAt = time.GetTimestamp() });
        }

        if (session is null)
        {
            figures.CountTurnedAway();
            NoteWithoutPlace(own.Id);
        }
        else if (withoutPlace.TryRemove(own.Id, out _))
        {
            PlaceChanged?.Invoke(own.Id);
        }

        return session;
    }

    /// <summary>What has begun goes on whatever the limit says: it is never the session under way that pays for a new one.</summary>
    private bool HasPlaceFor(OwnSession own) => own.State.IsUnderWay() || options.Places == 0 || running.ContainsKey(own.Id) || running.Count < options.Places;

    private void NoteWithoutPlace(long sessionId)
    {
        withoutPlace[sessionId] = time.GetUtcNow();
        PlaceChanged?.Invoke(sessionId);
    }

    private void ForgetWhoWentAway()
    {
        foreach (var (id, at) in withoutPlace)
        {
            if (time.GetUtcNow() - at > WentAwayAfter && withoutPlace.TryRemove(KeyValuePair.Create(id, at))) PlaceChanged?.Invoke(id);
        }
    }
}
