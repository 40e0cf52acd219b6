using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FerCare.ModelLab.Benchmarks;
using FerCare.ModelLab.Networks;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Benchmarks;

/// <summary>The report in the repository: it is of the network that is served, and what is promised of that holds in it.</summary>
public sealed partial class CommittedReportTests
{
    private const long MostBytes = 2_500_000, MostParameters = 2_400_000;
    private const double TimesFasterThanReference = 15, TimesFasterThanResNet50 = 10, TimesSmallerThanReference = 20;

    // Shares of faces.
    private const double MostLossByCompression = 0.015, MostLossInPipeline = 0.03;

    private static readonly string Folder = Repository.At("models", "benchmarks");
    private readonly BenchmarkReport report = BenchmarkReport.Last(Folder).ShouldNotBeNull();

    // The optimised network stands last.
    private BenchmarkRow Served => report.Rows[^1];

    [Fact]
    public void The_last_row_is_of_the_network_that_is_served()
    {
        var manifest = ModelManifest.Read(Repository.At("models", "emotion.json"));
        // Refuses a file that is not the manifest's.
        var network = manifest.ReadNetwork(Repository.At("models"));
        var cost = NetworkCost.Of(NetworkPlan.Read(Path.Combine(Folder, "xception-pruned.plan.json")));

        Served.Name.ShouldBe("Xception, pruned, quantised, compiled");
        Served.Sha256.ShouldBe(manifest.Sha256);
        Served.Bytes.ShouldBe(network.Length);
        (Served.Parameters, Served.MultiplyAdds).ShouldBe((cost.Parameters, cost.MultiplyAdds));
    }

    [Fact]
    public void The_served_network_is_as_small_as_promised()
    {
        new FileInfo(Repository.At("models", "emotion.onnx")).Length.ShouldBeLessThanOrEqualTo(MostBytes);
        Served.Parameters.ShouldBeLessThanOrEqualTo(MostParameters);
    }

    [Fact]
    public void The_served_network_is_as_much_faster_and_smaller_than_the_others_as_promised()
    {
        BenchmarkRow reference = Row("Xception reference"), resNet50 = Row("ResNet50, compiled");

        (reference.MillisecondsMedian / Served.MillisecondsMedian).ShouldBeGreaterThanOrEqualTo(TimesFasterThanReference);
        (resNet50.MillisecondsMedian / Served.MillisecondsMedian).ShouldBeGreaterThanOrEqualTo(TimesFasterThanResNet50);
        ((double)reference.Bytes / Served.Bytes).ShouldBeGreaterThanOrEqualTo(TimesSmallerThanReference);
        report.Ratios.TimesFasterThanReferenceUncompiled.ShouldBe(reference.MillisecondsMedian / Served.MillisecondsMedian, 1e-6);
        report.Ratios.TimesFasterThanResNet50Compiled.ShouldBe(resNet50.MillisecondsMedian / Served.MillisecondsMedian, 1e-6);
        report.Ratios.TimesSmallerThanReference.ShouldBe((double)reference.Bytes / Served.Bytes, 1e-6);
    }

    [Fact]
    public void Each_row_has_every_column_and_tells_which_run_measured_its_accuracy()
    {
        string[] numbers = ["parameters", "multiply_adds", "bytes", "milliseconds_median", "milliseconds_p99", "peak_megabytes"];
        string[] shares = ["fer2013", "ferplus", "fer2013_balanced", "ferplus_balanced", "fer2013_calibration", "ferplus_calibration"];
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "models.json")));

        foreach (var row in json.RootElement.GetProperty("rows").EnumerateArray())
        {
            var name = row.GetProperty("name").GetString().ShouldNotBeNull();
            foreach (var number in numbers) row.GetProperty(number).GetDouble().ShouldBeGreaterThan(0, $"{name}: {number}");
            foreach (var share in shares)
            {
                row.TryGetProperty(share, out var value).ShouldBeTrue($"{name}: {share}");
                if (value.ValueKind != JsonValueKind.Null) value.GetDouble().ShouldBeInRange(0, 1, $"{name}: {share}");
            }

            foreach (var told in (string[])["epochs", "hours", "sha256"]) row.TryGetProperty(told, out _).ShouldBeTrue($"{name}: {told}");
            (row.GetProperty("accuracy_from").ValueKind == JsonValueKind.Null).ShouldBe(row.GetProperty("fer2013").ValueKind == JsonValueKind.Null, name);
        }
    }

    [Fact]
    public void Both_files_of_the_report_are_of_one_run()
    {
        var markdown = File.ReadAllText(Path.Combine(Folder, "models.md"));

        markdown.ShouldContain($"commit {report.Circumstances.Commit}, {report.Circumstances.MeasuredAt}");
        foreach (var row in report.Rows) markdown.ShouldContain($"| {row.Name} |");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("models/MODEL_CARD.md")]
    public void What_is_told_of_the_served_network_is_what_its_row_measured(string document)
    {
        var text = File.ReadAllText(Repository.At(document));

        Told(text, "FER2013 labels").ShouldContain(Measured(Served.Fer2013, Served.Fer2013Balanced, Served.Fer2013Calibration));
        Told(text, "FER+ majority").ShouldContain(Measured(Served.FerPlus, Served.FerPlusBalanced, Served.FerPlusCalibration));
        text.ShouldMatch($@"\b{Regex.Escape(Rounded(Served.Parameters / 1e6, "F2"))}\s+(M|million)\s+parameters\b");
    }

    [Fact]
    public void Compression_cost_no_more_than_promised_and_the_pipeline_neither()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "evaluation.json")));
        var measured = json.RootElement;

        measured.GetProperty("model").GetString().ShouldNotBeNull().ShouldEndWith(Served.Sha256.ShouldNotBeNull()[..12]);
        measured.GetProperty("comparison").GetProperty("other").GetString().ShouldNotBeNull().ShouldEndWith(Row("Xception").Sha256.ShouldNotBeNull()[..12]);
        foreach (var truth in (string[])["fer2013", "ferplus"])
        {
            var loss = measured.GetProperty("comparison").GetProperty(truth).GetProperty("difference_95");
            loss.GetProperty("low").GetDouble().ShouldBeGreaterThanOrEqualTo(-MostLossByCompression, truth);
            measured.GetProperty("pipeline").GetProperty(truth).GetProperty("paired").GetProperty("difference").GetDouble().ShouldBeGreaterThanOrEqualTo(-MostLossInPipeline, truth);
        }

        // Of one network, so the same answers: the report and the evaluation cannot have drifted apart.
        measured.GetProperty("fer2013").GetProperty("accuracy").GetDouble().ShouldBe(Served.Fer2013.ShouldNotBeNull(), 1e-6);
        measured.GetProperty("ferplus").GetProperty("accuracy").GetDouble().ShouldBe(Served.FerPlus.ShouldNotBeNull(), 1e-6);
    }

    private BenchmarkRow Row(string name) => report.Rows.Single(r => r.Name == name);

    private static string Measured(double? accuracy, double? balanced, double? calibration) =>
        string.Join(' ', Rounded(100 * accuracy, "F1"), Rounded(100 * balanced, "F1"), Rounded(calibration, "F3"));

    /// <summary>The first figure with decimals of each cell in the table row of a label set, so without intervals and numbers of faces.</summary>
    private static string Told(string text, string labelSet)
    {
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith($"| {labelSet}", StringComparison.Ordinal)).ShouldNotBeNull($"no table row of {labelSet}");
        return string.Join(' ', line.Split('|').Select(cell => Figure().Match(cell).Value).Where(figure => figure.Length > 0));
    }

    private static string Rounded(double? value, string format) => value.ShouldNotBeNull().ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[0-9]+\.[0-9]+")]
    private static partial Regex Figure();
}
