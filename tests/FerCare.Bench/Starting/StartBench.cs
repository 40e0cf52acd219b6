using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FerCare.Bench.Starting;

/// <summary>
/// How long the built app takes from the start of its process until it is ready, on a database that exists: the program itself, in a process of
/// its own, on a free port of the loopback address.
/// </summary>
internal static class StartBench
{
    public const string Usage = "start [--json] [--repetitions N, 1 to 50] [--program FILE]";

    private const int DefaultRepetitions = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120), Between = TimeSpan.FromMilliseconds(20);

    /// <summary>Measures and tells the median; null where the arguments are not understood.</summary>
    public static async Task<string?> RunAsync(string[] arguments)
    {
        var (json, repetitions, program, commit) = (false, DefaultRepetitions, BuiltProgram, "unknown");
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--json") json = true;
            else if (arguments[i] == "--repetitions" && i + 1 < arguments.Length && int.TryParse(arguments[i + 1], out repetitions) && repetitions is >= 1 and <= 50) i++;
            else if (arguments[i] == "--program" && i + 1 < arguments.Length && File.Exists(arguments[i + 1])) program = arguments[++i];
            else if (arguments[i] == "--commit" && i + 1 < arguments.Length) commit = arguments[++i];
            else return null;
        }

        if (!File.Exists(program)) throw new FileNotFoundException($"Program {program}: expected the built web app, found none.");
        var folder = Directory.CreateTempSubdirectory("fercare-bench-");
        try
        {
            // The first start makes the database and compiles the network for this machine; it is told and does not count.
            var first = await StartAsync(program, folder.FullName);
            var times = new List<StartTimes>();
            for (var i = 0; i < repetitions; i++) times.Add(await StartAsync(program, folder.FullName));
            return json ? Json(first, times, commit) : Text(first, times, commit);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The web app as <c>./run</c> builds it.</summary>
    private static string BuiltProgram => Path.Combine(FerCare.Samples.Repository.Root, "src", "FerCare.Web", "bin", "Release", "net10.0", "fercare.dll");

    private static async Task<StartTimes> StartAsync(string program, string folder)
    {
        var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program]) : new ProcessStartInfo(program);
        var port = FreePort();
        foreach (var argument in (string[])["--data", folder, "--urls", $"http://127.0.0.1:{port}"]) start.ArgumentList.Add(argument);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Longest };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The app's process did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await UntilOkAsync(http, "/health/ready", process, clock);
            var ready = clock.Elapsed;
            await http.GetStringAsync("/setup");
            var page = clock.Elapsed;
            process.Refresh();
            return new(ready, page, process.TotalProcessorTime, process.WorkingSet64);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task UntilOkAsync(HttpClient http, string address, Process process, Stopwatch clock)
    {
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException($"The app ended with exit code {process.ExitCode} before it was ready.");
            if (clock.Elapsed > Longest) throw new TimeoutException($"The app was not ready after {Longest.TotalSeconds:0} s.");
            try
            {
                using var answer = await http.GetAsync(address);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(Between);
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Json(StartTimes first, List<StartTimes> times, string commit) => JsonSerializer.Serialize(new
    {
        ready_ms = Median(times, t => t.Ready.TotalMilliseconds), first_page_ms = Median(times, t => t.FirstPage.TotalMilliseconds),
        processor_ms = Median(times, t => t.Processor.TotalMilliseconds), memory_mb = Median(times, t => t.Memory / 1e6),
        ready_ms_least = Math.Round(times.Min(t => t.Ready.TotalMilliseconds)), ready_ms_most = Math.Round(times.Max(t => t.Ready.TotalMilliseconds)),
        first_start_ms = Math.Round(first.Ready.TotalMilliseconds), repetitions = times.Count,
        processor = Machine.Processor, processors = Environment.ProcessorCount, dotnet = Environment.Version.ToString(), commit,
    }) + "\n";

    private static string Text(StartTimes first, List<StartTimes> times, string commit) => string.Create(CultureInfo.InvariantCulture,
        $"""
        Start of the built app on an existing, empty database, median of {times.Count}; {Machine.Processor}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, commit {commit}:
          until ready           {Median(times, t => t.Ready.TotalMilliseconds),6} ms ({times.Min(t => t.Ready.TotalMilliseconds):0} to {times.Max(t => t.Ready.TotalMilliseconds):0})
          until the first page  {Median(times, t => t.FirstPage.TotalMilliseconds),6} ms
          processor time        {Median(times, t => t.Processor.TotalMilliseconds),6} ms
          memory                {Median(times, t => t.Memory / 1e6),6} MB
          the very first start, which makes the database and compiles the network: {first.Ready.TotalMilliseconds:0} ms

        """);

    private static double Median(List<StartTimes> times, Func<StartTimes, double> of) => Math.Round(times.Select(of).Order().ElementAt(times.Count / 2));
}

/// <summary>One start.</summary>
/// <param name="Ready">Until <c>/health/ready</c> answers 200: database, models, readers and disk.</param>
/// <param name="FirstPage">Until the first page came, which compiles what renders it.</param>
/// <param name="Processor">Processor time until then.</param>
/// <param name="Memory">Resident memory then, bytes.</param>
internal sealed record StartTimes(TimeSpan Ready, TimeSpan FirstPage, TimeSpan Processor, long Memory);
