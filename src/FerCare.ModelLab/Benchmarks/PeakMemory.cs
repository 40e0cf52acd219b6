using System.Diagnostics;
using System.Globalization;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Benchmarks;

/// <summary>Most resident memory of a process of its own that loads one network, or stored neighbours, and scores one face.</summary>
public static class PeakMemory
{
    /// <summary>The verb under which the lab starts itself to be measured.</summary>
    public const string Verb = "peak-memory";

    private static readonly Lazy<double?> Empty = new(() => InAnotherProcess());

    /// <summary>Megabytes beyond those of a process that loads nothing; null where the system does not tell.</summary>
    public static double? Of(string manifest, GraphCompilation compilation, string compiledFolder) =>
        InAnotherProcess(manifest, compilation.ToString(), compiledFolder) - Empty.Value;

    /// <summary>The same for stored neighbours (.knn).</summary>
    public static double? OfNeighbours(string file) => InAnotherProcess(file) - Empty.Value;

    /// <summary>Most resident memory of this process so far, kilobytes; null where the system does not tell.</summary>
    public static long? OfThisProcess()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status)) return null;
        var line = File.ReadLines(Status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    private static double? InAnotherProcess(params string[] arguments)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(PeakMemory).Assembly.Location] : [];
        using var process = Process.Start(new ProcessStartInfo(program, [.. self, Verb, .. arguments]) { RedirectStandardOutput = true })!;
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && long.TryParse(told, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes / 1024.0 : null;
    }
}
