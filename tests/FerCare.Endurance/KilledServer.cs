using System.Diagnostics;
using System.Globalization;
using FerCare.Affect;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using FerCare.Web.Accounts;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FerCare.Endurance;

/// <summary>
/// The whole server in a process that can be killed. Its reader sees in each frame a face whose place follows from the frame's time, so
/// that every stored row can be checked; its console is the log of what was read and what was acknowledged.
/// </summary>
internal sealed class KilledServer : IDisposable
{
    private const string Folder = "FERCARE_ENDURANCE_DATA", Urls = "FERCARE_ENDURANCE_URLS";
    private readonly Process process;
    private readonly Lock gate = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long acknowledged, acknowledgedUpTo = -1, readUpTo = -1;

    private KilledServer(string dataFolder, Uri address, Func<ProcessStartInfo, ProcessStartInfo>? adjust)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(KilledServer).Assembly.Location);
        (start.Environment[Folder], start.Environment[Urls]) = (dataFolder, address.ToString().TrimEnd('/'));
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // a killed process would leave its socket behind
        process = Process.Start(adjust?.Invoke(start) ?? start)!;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>Whether this process was started to be killed.</summary>
    public static bool IsMeant => Environment.GetEnvironmentVariable(Folder) is { Length: > 0 };

    /// <summary>Frame samples acknowledged so far, the latest of their times, and the time of the latest frame read.</summary>
    public (long Rows, long UpToMs, long ReadUpToMs) Log
    {
        get { lock (gate) return (acknowledged, acknowledgedUpTo, readUpTo); }
    }

    /// <summary>The place of the face in the frame of a time.</summary>
    public static FaceBox FaceAt(long timeMs) => new((int)(timeMs * 7919 % 500), (int)(timeMs * 104_729 % 300), 100 + (int)(timeMs % 80), 120);

    /// <summary>Starts a server; how long it took until it was ready.</summary>
    public static async Task<(KilledServer Server, TimeSpan Took)> StartAsync(string dataFolder, Uri address, Func<ProcessStartInfo, ProcessStartInfo>? adjust = null)
    {
        var began = Stopwatch.GetTimestamp();
        var server = new KilledServer(dataFolder, address, adjust);
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
        while (true)
        {
            if (server.process.HasExited && !Patient.IsFree(address) && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
            {
                // Somebody else has the port at this moment.
                server.Dispose();
                await Task.Delay(500);
                server = new KilledServer(dataFolder, address, adjust);
            }

            if (server.process.HasExited || Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(2)) throw new InvalidOperationException("The server did not become ready.");
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode) return (server, Stopwatch.GetElapsedTime(began));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }
    }

    /// <summary>kill -9, and the rest of its log.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await ended.Task;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    /// <summary>The other side: serves until it is killed.</summary>
    public static async Task<int> ServeAsync()
    {
        await using var app = Program.Create(new ServeSettings(Environment.GetEnvironmentVariable(Urls)!, Environment.GetEnvironmentVariable(Folder)!), builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.Configuration["Capture:BaselineSeconds"] = "1";
            builder.Services.AddSingleton(new SecondFactorPolicy(Required: false));
            builder.Services.AddSingleton(new ServedModel("none"));
            builder.Services.AddSingleton<OpenReaders>(() => new OpenReader(See, null));
        });
        app.Services.GetRequiredService<SessionJournal>().Acknowledged += a => Say($"stored {a.Frames} {a.UpToTimeMs}");
        await app.OpenAsync(TextWriter.Null);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static FaceReading See(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs)
    {
        Say($"read {timeMs}");
        return new FaceReading { Width = 640, Height = 480, Faces = 1, Box = FaceAt(timeMs ?? 0), Quality = QualityIssue.None, Classified = classify };
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            ended.TrySetResult();
            return;
        }

        var words = line.Split(' ');
        lock (gate)
        {
            if (words is ["read", var time]) readUpTo = Math.Max(readUpTo, long.Parse(time, CultureInfo.InvariantCulture));
            if (words is not ["stored", var rows, var upTo]) return;
            acknowledged += long.Parse(rows, CultureInfo.InvariantCulture);
            acknowledgedUpTo = Math.Max(acknowledgedUpTo, long.Parse(upTo, CultureInfo.InvariantCulture));
        }
    }
}
