using System.Collections.Concurrent;
using System.Security.Claims;

namespace FerCare.Web.Accounts;

/// <summary>The open connections of people's pages, so that those of one person can be cut when their account is disabled or changed.</summary>
public sealed class OpenPages(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (Guid StaffId, HttpContext Connection)> open = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> signedOut = new();
    private readonly ConcurrentDictionary<Guid, (DateTimeOffset At, string? Except)> ended = new();

    /// <summary>Connections that are open.</summary>
    public int Count => open.Count;

    /// <summary>Keeps the connection in mind for as long as it lasts.</summary>
    public async Task HoldAsync(HttpContext connection, Func<Task> use)
    {
        if (connection.User.Identity?.IsAuthenticated != true)
        {
            await use();
            return;
        }

        open[connection.TraceIdentifier] = (connection.User.StaffId(), connection);
        try
        {
            await use();
        }
        finally
        {
            open.TryRemove(connection.TraceIdentifier, out _);
        }
    }

    /// <summary>Cuts every connection of a person; cookies of theirs that were given out until now are good for nothing.</summary>
    /// <param name="except">The one sign-in that goes on, by <see cref="SignedInPerson.SignInId"/>; none where it is null.</param>
    public void End(Guid staffId, string? except = null)
    {
        ended[staffId] = (time.GetUtcNow(), except);
        foreach (var (owner, connection) in open.Values)
        {
            if (owner == staffId) connection.Abort();
        }
    }

    /// <summary>Ends one sign-in: a copy of its cookie is good for nothing either.</summary>
    public void End(ClaimsPrincipal person)
    {
        var now = time.GetUtcNow();
        foreach (var (old, at) in signedOut)
        {
            if (now - at > SignedInPerson.Longest) signedOut.TryRemove(old, out _);
        }

        if (person.SignInId() is { } id) signedOut[id] = now;
    }

    /// <summary>The sign-in was ended since it began.</summary>
    public bool WasEnded(ClaimsPrincipal person) => (person.SignInId() is { } id && signedOut.ContainsKey(id))
        || (ended.TryGetValue(person.StaffId(), out var end) && person.SignedInSince() <= end.At && (end.Except is null || person.SignInId() != end.Except));
}
