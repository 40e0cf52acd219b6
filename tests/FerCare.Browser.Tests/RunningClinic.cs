using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace FerCare.Browser.Tests;

/// <summary>The server as a user starts it, a process of its own with a demonstration clinic in a temporary data folder.</summary>
public sealed partial class RunningClinic : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(10);

    // Each class starts a server that lives for a minute: one process that reads faces instead of one for each processor and a spare, which take
    // seconds to load, and no counting by the runtime of what would pay off in a long life.
    private static readonly (string Name, string Value)[] leanSettings = [("Monitoring__Workers", "1"), ("Readers__Spares", "0"), ("DOTNET_TieredPGO", "0")];

    private readonly Process server;
    private readonly StringBuilder output = new();
    private readonly string data;
    private Uri? address;

    private RunningClinic(string data, params (string Name, string Value)[] settings)
    {
        this.data = Directory.CreateDirectory(data).FullName;
        var start = new ProcessStartInfo("dotnet", [Program(), "--demo", "--urls", "http://127.0.0.1:0", "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
        };
        foreach (var (name, value) in leanSettings.Concat(settings)) start.Environment[name] = value;
        server = new Process { StartInfo = start };
        server.OutputDataReceived += (_, line) => Keep(line.Data);
        server.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Where it listens: a port that was free when it began to, as it has printed.</summary>
    public Uri Address => address ?? throw new InvalidOperationException("The server has not printed yet where it is.");

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
        using var client = new HttpClient();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < LongestStart; await Task.Delay(50))
        {
            if (clinic.server.HasExited) break;
            if (AddressLine().Match(clinic.Output) is not { Success: true } told) continue;
            clinic.address = new Uri(told.Groups["address"].Value);
            using var answer = await client.GetAsync(new Uri(clinic.address, "/health/ready"));
            if (answer.IsSuccessStatusCode) return clinic;
        }

        var said = clinic.Output;
        await clinic.DisposeAsync();
        throw new InvalidOperationException($"The server did not become ready. It printed:\n{said}");
    }

    /// <summary>Ends the server at once and leaves its data as a power cut would. After it the output is whole.</summary>
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

    [GeneratedRegex(@"^FerCare is at (?<address>http://\S+) ", RegexOptions.Multiline)]
    private static partial Regex AddressLine();
}
