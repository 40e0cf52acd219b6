using System.CommandLine;
using System.Text.Json;
using FerCare.ModelLab.Benchmarks;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Verbs;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Benchmarks;

public sealed class BenchmarkTests
{
    [Fact]
    public void Rows_are_visited_in_turn_so_that_a_busy_moment_hits_all_alike()
    {
        var visits = new List<int>();

        var latencies = Latency.Interleaved([_ => visits.Add(0), _ => visits.Add(1)], [new byte[4]], rounds: 3, facesInARow: 2, _ => { });

        visits.TakeLast(12).ShouldBe([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
        latencies.ShouldAllBe(l => l.P99 >= l.Median && l.Median >= 0);
    }

    [Fact]
    public void An_untrained_network_has_time_and_size_and_claims_no_accuracy()
    {
        using var candidates = new Candidates(checkpoints: null, SyntheticFaces.Of(7, seed: 1));

        candidates.Add("Small", "small", new ExpectedNetwork(new XceptionShape(0.25, 1, 48, 2).Plan(dropout: 0)), GraphCompilation.InMemory);

        var row = candidates.All.Single().Evaluated("a run");
        row.Bytes.ShouldBeGreaterThan(4 * row.Parameters);
        row.MultiplyAdds.ShouldBeGreaterThan(0);
        row.Fer2013.ShouldBeNull();
        row.FerPlus.ShouldBeNull();
        row.Hours.ShouldBeNull();
    }

    [Fact]
    public void The_report_names_its_columns_as_readers_of_the_file_expect()
    {
        using var folder = new TemporaryFolder();
        var row = new BenchmarkRow { Name = "KNN", Network = "on histograms", Parameters = 3, MultiplyAdds = 4, Bytes = 5, MillisecondsMedian = 6, MillisecondsP99 = 7, FerPlus = 0.5 };

        Report(row, "2026-01-01", "abc").Save(folder.Path);

        var read = JsonDocument.Parse(File.ReadAllText(folder.File("models.json"))).RootElement.GetProperty("rows")[0];
        string[] names = ["name", "parameters", "multiply_adds", "bytes", "milliseconds_median", "milliseconds_p99", "fer2013", "ferplus"];
        foreach (var name in names) read.TryGetProperty(name, out _).ShouldBeTrue(name);
        read.GetProperty("fer2013").ValueKind.ShouldBe(JsonValueKind.Null);
        File.ReadAllText(folder.File("models.md")).ShouldContain("50.0 %");
    }

    [Fact]
    public void A_row_whose_weights_are_not_at_hand_keeps_the_accuracy_of_the_run_that_had_them_and_says_so()
    {
        using var folder = new TemporaryFolder();
        var then = new BenchmarkRow { Name = "VGG-Net", Network = "VGG-13", Parameters = 3, MultiplyAdds = 4, Bytes = 5, MillisecondsMedian = 6, Fer2013 = 0.6, FerPlus = 0.8, Epochs = 16, Hours = 2, AccuracyFrom = "2026-01-01, abc" };
        Report(then, "2026-01-01", "abc").Save(folder.Path);
        var earlier = BenchmarkReport.Last(folder.Path);

        var now = (then with { MillisecondsMedian = 7, Fer2013 = null, FerPlus = null, Epochs = null, Hours = null, AccuracyFrom = null }).WithAccuracyOf(earlier);
        var other = (then with { Parameters = 4, Fer2013 = null }).WithAccuracyOf(earlier);
        Report(now, "2026-02-02", "def").Save(folder.Path);

        now.ShouldBe(then with { MillisecondsMedian = 7 });
        other.Fer2013.ShouldBeNull();
        File.ReadAllText(folder.File("models.md")).ShouldContain("Accuracy of VGG-Net is that of the run of 2026-01-01, abc");
    }

    [Fact]
    public void A_row_that_takes_the_accuracy_of_an_earlier_report_keeps_the_epochs_and_hours_that_its_own_file_tells()
    {
        var then = new BenchmarkRow { Name = "Served", Network = "Xception", Parameters = 3, MultiplyAdds = 4, Bytes = 5, Fer2013 = 0.6, Sha256 = "abc", AccuracyFrom = "2026-01-01, abc" };
        var earlier = Report(then, "2026-01-01", "abc");

        var now = (then with { Fer2013 = null, AccuracyFrom = null, Epochs = 70, Hours = 7.5 }).WithAccuracyOf(earlier);

        now.ShouldBe(then with { Epochs = 70, Hours = 7.5 });
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "circumstances": null, "rows": null, "ratios": null }""")]
    public void A_file_that_is_no_report_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        BenchmarkReport.Last(folder.Path).ShouldBeNull();
        File.WriteAllText(folder.File("models.json"), content);

        Should.Throw<LabDataException>(() => BenchmarkReport.Last(folder.Path)).Message.ShouldContain("models.json");
    }

    [Fact]
    public async Task A_broken_report_of_the_last_run_is_refused_before_anything_is_measured()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("models.json"), "half of a rep");

        // Nothing else that a run needs is there.
        var refusal = await Should.ThrowAsync<LabDataException>(async () =>
            await BenchVerb.Create().Parse((string[])["--out", folder.Path]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken));

        refusal.Message.ShouldContain("models.json: expected a report written by 'bench'");
    }

    private static BenchmarkReport Report(BenchmarkRow row, string day, string commit) =>
        new(new BenchmarkCircumstances("a processor", 2, "a system", "10", "1", commit, day, 8), [row], new BenchmarkRatios(1, 2, 3));
}
