using System.Net;
using System.Net.Sockets;

namespace FerCare.Browser.Tests;

/// <summary>
/// The network between a browser and the clinic, which can be cut like a cable and mended again. A browser that is merely told to be
/// offline may keep a WebSocket it has open.
/// </summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener end = new(IPAddress.Loopback, 0);
    private readonly Uri clinic;
    private readonly Task carrying;
    private readonly Lock gate = new();
    private CancellationTokenSource? whole = new();

    public Cable(Uri clinic)
    {
        this.clinic = clinic;
        end.Start();
        carrying = CarryAllAsync();
    }

    /// <summary>The same address by way of this cable.</summary>
    public string Through(string address) => new UriBuilder(address) { Port = ((IPEndPoint)end.LocalEndpoint).Port }.Uri.ToString();

    /// <summary>Breaks what is connected, and refuses what would be, until mended.</summary>
    public void Cut()
    {
        lock (gate)
        {
            whole?.Cancel();
            whole = null;
        }
    }

    public void Mend()
    {
        lock (gate) whole ??= new CancellationTokenSource();
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        end.Stop();
        await carrying;
    }

    private async Task CarryAllAsync()
    {
        try
        {
            while (true)
            {
                var browser = await end.AcceptTcpClientAsync();
                CancellationToken? cut;
                lock (gate) cut = whole?.Token;
                if (cut is { } untilCut) _ = CarryAsync(browser, untilCut);
                else browser.Dispose();
            }
        }
        catch (Exception over) when (over is SocketException or InvalidOperationException)
        {
            // Nobody listens any more.
        }
    }

    private async Task CarryAsync(TcpClient browser, CancellationToken cut)
    {
        using var near = browser;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(clinic.Host, clinic.Port, cut);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), cut), far.GetStream().CopyToAsync(near.GetStream(), cut));
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // Cut, or one of the two has gone.
        }
    }
}
