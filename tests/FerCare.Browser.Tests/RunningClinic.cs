using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FerCare.Browser.Tests;

/// <summary>The server as a user starts it, a process of its own with a demonstration clinic in a temporary data folder.</summary>
public sealed class RunningClinic : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(3);
    private readonly Process server;
    private readonly StringBuilder output = new();
    private readonly string data;

    private RunningClinic(string data, params (string Name, string Value)[] settings)
    {
        this.data = Directory.CreateDirectory(data).FullName;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Program(), "--demo", "--urls", Address.ToString().TrimEnd('/'), "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        server = new Process { StartInfo = start };
        server.OutputDataReceived += (_, line) => Keep(line.Data);
        server.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public Uri Address { get; }

    /// <summary>The database file of the running server.</summary>
    public string Database => Directory.EnumerateFiles(data, "*.db").Single();

    /// <summary>Everything the server has printed.</summary>
    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    /// <summary>Starts a server and waits until it answers that it is ready.</summary>
    /// <param name="data">Its data folder, which goes with it when it is disposed of.</param>
    public static async Task<RunningClinic> StartAsync(string data, params (string Name, string Value)[] settings)
    {
        var clinic = new RunningClinic(data, settings);
        clinic.server.Start();
        clinic.server.BeginOutputReadLine();
        clinic.server.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = clinic.Address };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < LongestStart; await Task.Delay(250))
        {
            if (clinic.server.HasExited) break;
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode) return clinic;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        var said = clinic.Output;
        await clinic.DisposeAsync();
        throw new InvalidOperationException($"The server did not become ready. It printed:\n{said}");
    }

    /// <summary>Ends the server at once and leaves its data as a power cut would.</summary>
    public async Task StopAsync()
    {
        if (!server.HasExited) server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        server.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }

    private static string Program()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Repository.Root, "src", "FerCare.Web", "bin", configuration, "net10.0", "fercare.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
