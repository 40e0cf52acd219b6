using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Benchmarks;

/// <summary>Where and with what a benchmark ran.</summary>
/// <param name="Processor">Model name and instruction sets.</param>
/// <param name="Cores">Logical cores of the machine; each row uses one.</param>
/// <param name="System">Operating system.</param>
/// <param name="Dotnet">Version of .NET.</param>
/// <param name="OnnxRuntime">Version of ONNX Runtime.</param>
/// <param name="Commit">Commit of the repository; null where it is not known.</param>
/// <param name="MeasuredAt">Day of the run, UTC.</param>
/// <param name="Repetitions">Faces timed for each row.</param>
public sealed record BenchmarkCircumstances(string Processor, int Cores, string System, string Dotnet, string OnnxRuntime, string? Commit, string MeasuredAt, int Repetitions)
{
    /// <summary>Day and commit in one line.</summary>
    [JsonIgnore]
    public string Run => $"{MeasuredAt}, {Commit ?? "unknown commit"}";
}

/// <summary>What the optimised network gains; each a quotient of two rows of this run.</summary>
/// <param name="TimesFasterThanReferenceUncompiled">Median time of the reference Xception as written, over that of the optimised network.</param>
/// <param name="TimesFasterThanResNet50Compiled">Median time of the compiled single-precision ResNet50 over that of the optimised network.</param>
/// <param name="TimesSmallerThanReference">File size of the reference over that of the optimised network.</param>
public sealed record BenchmarkRatios(double TimesFasterThanReferenceUncompiled, double TimesFasterThanResNet50Compiled, double TimesSmallerThanReference);

/// <summary>One run of the benchmark.</summary>
public sealed record BenchmarkReport(BenchmarkCircumstances Circumstances, IReadOnlyList<BenchmarkRow> Rows, BenchmarkRatios Ratios)
{
    private const string ReportFile = "models.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The report that was written into a folder before; null where there is none.</summary>
    /// <exception cref="LabDataException">The file is not a report.</exception>
    public static BenchmarkReport? Last(string folder)
    {
        var path = Path.Combine(folder, ReportFile);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<BenchmarkReport>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException problem)
        {
            throw new LabDataException($"{path}: expected a report written by 'bench', found something else ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }
    }

    /// <summary>Writes models.json and models.md into a folder.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, ReportFile), path => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n"));
        WholeFile.Write(Path.Combine(folder, "models.md"), path => File.WriteAllText(path, ToMarkdown()));
    }

    /// <summary>The report as Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("# Networks compared\n\n");
        var c = Circumstances;
        Add($"Written by `./bench models`. {c.Processor}, {c.Cores} logical cores, one thread used; {c.System}; .NET {c.Dotnet}, ONNX Runtime {c.OnnxRuntime}; commit {c.Commit ?? "unknown"}, {c.MeasuredAt}.\n");
        Add($"Every row timed {c.Repetitions} times, one face a time, all rows in turn. File sizes are those of the portable files, also where a row is compiled from one. Accuracy on PublicTest of FER2013, one view of each crop; calibration error (ECE) at temperatures fitted on held-out training faces. A dash stands where a network is untrained or needs no training, and for ECE where no temperature was fitted.\n\n");
        Add($"| | multiply-adds, M | parameters, M | file, MB | median, ms | p99, ms | memory, MB | FER2013 labels | balanced | ECE | FER+ majority | balanced | ECE | epochs | hours |\n");
        Add($"|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var r in Rows)
        {
            Add($"| {r.Name} | {r.MultiplyAdds / 1e6:F1} | {r.Parameters / 1e6:F2} | {r.Bytes / 1e6:F2} | {r.MillisecondsMedian:F2} | {r.MillisecondsP99:F2} | {Or(r.PeakMegabytes, "F0")} ");
            Add($"| {Percent(r.Fer2013)} | {Percent(r.Fer2013Balanced)} | {Or(r.Fer2013Calibration, "F3")} | {Percent(r.FerPlus)} | {Percent(r.FerPlusBalanced)} | {Or(r.FerPlusCalibration, "F3")} ");
            Add($"| {Or(r.Epochs, "F0")} | {Or(r.Hours, "F1")} |\n");
        }

        foreach (var earlier in Rows.Where(r => r.AccuracyFrom is not null && r.AccuracyFrom != c.Run).GroupBy(r => r.AccuracyFrom))
            Add($"\nAccuracy of {string.Join(" and of ", earlier.Select(r => r.Name))} is that of the run of {earlier.Key}; it was not measured again in this one. Weights too large for the repository have to be at hand for that.\n");
        Add($"\nThe optimised network (last row) is {Ratios.TimesFasterThanReferenceUncompiled:F1} times faster than the reference Xception uncompiled, ");
        Add($"{Ratios.TimesFasterThanResNet50Compiled:F1} times faster than ResNet50 in single precision compiled, and {Ratios.TimesSmallerThanReference:F1} times smaller on disk than the reference.\n\n");
        foreach (var r in Rows.DistinctBy(r => r.Network)) Add($"- {r.Name}: {r.Network}\n");
        return text.ToString();

        void Add(FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));
    }

    private static string Percent(double? share) => share is { } s ? (100 * s).ToString("F1", CultureInfo.InvariantCulture) + " %" : "–";

    private static string Or(double? value, string format) => value is { } v ? v.ToString(format, CultureInfo.InvariantCulture) : "–";
}
