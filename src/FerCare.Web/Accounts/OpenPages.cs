using System.Collections.Concurrent;

namespace FerCare.Web.Accounts;

/// <summary>The open connections of people's pages, so that those of one person can be cut when their account is disabled.</summary>
public sealed class OpenPages(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (Guid StaffId, HttpContext Connection)> open = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> ended = new();

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
    public void End(Guid staffId)
    {
        ended[staffId] = time.GetUtcNow();
        foreach (var (owner, connection) in open.Values)
        {
            if (owner == staffId) connection.Abort();
        }
    }

    /// <summary>A sign-in of that instant was ended since.</summary>
    public bool WasEnded(Guid staffId, DateTimeOffset signedIn) => ended.TryGetValue(staffId, out var at) && signedIn <= at;
}
