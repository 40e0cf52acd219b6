using System.Diagnostics;
using System.Text.Json;

namespace FerCare.Bench.Capture;

/// <summary>The measured side as seen from the clients' process.</summary>
internal sealed class CaptureServerProcess : IAsyncDisposable
{
    private readonly Process process;

    private CaptureServerProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts the app on a data folder and waits until it listens.</summary>
    public static async Task<CaptureServerProcess> StartAsync(string folder, CaptureLoad load, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet",
            [typeof(CaptureServerProcess).Assembly.Location, CaptureServer.Verb, folder, load.Empty ? "empty" : "demonstration", load.Admission ? "admission" : "open"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // As the web app's own program runs; this one is a console program.
        start.Environment["DOTNET_gcServer"] = "1";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server's process did not start.");
        using var first = JsonDocument.Parse(await ReadAsync(process, cancel));
        return new(process, new Uri(first.RootElement.GetProperty("address").GetString()!));
    }

    /// <summary>Sends a command and reads its answer.</summary>
    public async Task<T> AskAsync<T>(string command, CancellationToken cancel)
    {
        await process.StandardInput.WriteLineAsync(command.AsMemory(), cancel);
        await process.StandardInput.FlushAsync(cancel);
        return JsonSerializer.Deserialize<T>(await ReadAsync(process, cancel)) ?? throw new InvalidOperationException($"The server had no answer to {command}.");
    }

    /// <summary>Lets the server stop in order, which stores what it has.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0) throw new InvalidOperationException($"The server ended with exit code {process.ExitCode}.");
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> ReadAsync(Process process, CancellationToken cancel)
    {
        string? line;
        do line = await process.StandardOutput.ReadLineAsync(cancel);
        while (line is not null && line is not ['{' or '[', ..]);
        return line ?? throw new InvalidOperationException("The server ended before it answered.");
    }
}
