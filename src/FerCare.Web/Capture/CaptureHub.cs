using FerCare.Clinic.Joining;
using FerCare.Vision.Decoding;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace FerCare.Web.Capture;

/// <summary>
/// The line between a patient's page and the server. A frame is an ordinary message that is answered at once and never waits for
/// its reading; nothing is streamed, because one slow stream would hold up the whole connection.
/// </summary>
[Authorize(Policy = PatientAccess.Scheme)]
public sealed class CaptureHub(
    LiveSessions sessions, JoinLinks links, FrameScheduler scheduler, CaptureOptions options, IHubContext<CaptureHub> pages, IHostApplicationLifetime lifetime, TimeProvider time) : Hub
{
    public const string Address = "/hubs/capture";

    /// <summary>Bytes one message may have: the largest frame that is read, and room around it. One byte more closes the connection.</summary>
    public const int LargestMessage = 160 * 1024;

    private static readonly TimeSpan TimeToRead = TimeSpan.FromMilliseconds(400); // withdrawing closes the line within a second

    private static readonly object MonitorKey = new();

    private SessionMonitor? Monitor => Context.Items.TryGetValue(MonitorKey, out var monitor) ? monitor as SessionMonitor : null;

    private long SessionId => Context.User!.SessionId();

    public override async Task OnConnectedAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A page comes back the moment its line is closed; let in now, it would hold up the end of the program.
            Context.Abort();
            return;
        }

        var monitor = await sessions.ArriveAsync(SessionId, LineTo(Context), TimeSpan.FromSeconds(options.BaselineSeconds));
        Context.Items[MonitorKey] = monitor;
        try
        {
            // A newer link may have been issued between the cookie's check and now, after its older lines were closed.
            if (monitor is not null && !await Context.User!.StandsAsync(links)) await sessions.TurnAwayAsync(SessionId);
            await base.OnConnectedAsync();
        }
        catch
        {
            // A connection that fails here is closed without OnDisconnectedAsync: its line would count as there for ever.
            sessions.Depart(SessionId, Context.ConnectionId);
            throw;
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        sessions.Depart(SessionId, Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Takes one JPEG and acknowledges it, with the frame rate wanted from now on.</summary>
    /// <param name="sequence">Number of the frame, which the acknowledgement repeats.</param>
    /// <param name="captureMs">When the browser saw it, by its own clock.</param>
    public Task Frame(long sequence, double captureMs, byte[]? encoded)
    {
        if (Monitor is not { } monitor || !sessions.MaySend(SessionId, Context.ConnectionId)) return Task.CompletedTask;
        if (encoded is not { Length: > 0 } || encoded.Length > FrameLimits.Streamed.MostBytes) monitor.Refuse();
        else if (monitor.Offer(captureMs, encoded)) scheduler.Wake(monitor);
        return Clients.Caller.SendAsync("Ack", sequence, sessions.WantedRate.PerSecond);
    }

    /// <summary>The camera check is over. True where the session has begun.</summary>
    public Task<bool> Begin() => sessions.BeginAsync(SessionId);

    /// <summary>True where the session was live and is paused.</summary>
    public Task<bool> Pause() => sessions.PauseAsync(SessionId);

    /// <summary>True where the session was paused and is live.</summary>
    public Task<bool> Resume() => sessions.ResumeAsync(SessionId);

    /// <summary>The page is out of sight or its camera stands still.</summary>
    public Task<bool> Hide() => sessions.HideAsync(SessionId, hidden: true);

    /// <summary>The page is in sight and its camera runs.</summary>
    public Task<bool> Show() => sessions.HideAsync(SessionId, hidden: false);

    /// <summary>Counts a frame that was dropped before it reached the hub.</summary>
    internal static void CountRefused(HubCallerContext caller) => (caller.Items.TryGetValue(MonitorKey, out var monitor) ? monitor as SessionMonitor : null)?.Refuse();

    private PatientLine LineTo(HubCallerContext caller)
    {
        var page = pages.Clients.Client(caller.ConnectionId);
        return new PatientLine(caller.ConnectionId,
            glimpse => _ = page.SendAsync("View", PatientView.Of(glimpse)),
            why => _ = DismissAsync(page, caller, why));
    }

    private async Task DismissAsync(IClientProxy page, HubCallerContext caller, Dismissal why)
    {
        await page.SendAsync("Over", why.ToString().ToLowerInvariant());
        await Task.Delay(TimeToRead, time); // the page closes the connection itself as soon as it has read why
        caller.Abort();
    }
}
