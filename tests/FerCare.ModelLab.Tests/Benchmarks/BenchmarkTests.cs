using System.Text.Json;
using FerCare.ModelLab.Benchmarks;
using FerCare.ModelLab.Networks;
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

        candidates.Add("Small", "small", new XceptionShape(0.25, 1, 48, 2).Plan(dropout: 0), GraphCompilation.InMemory);

        var row = candidates.All.Single().Evaluated();
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

        new BenchmarkReport(new BenchmarkCircumstances("a processor", 2, "a system", "10", "1", "abc", "2026-01-01", 8), [row], new BenchmarkRatios(1, 2, 3)).Save(folder.Path);

        var read = JsonDocument.Parse(File.ReadAllText(folder.File("models.json"))).RootElement.GetProperty("rows")[0];
        string[] names = ["name", "parameters", "multiply_adds", "bytes", "milliseconds_median", "milliseconds_p99", "fer2013", "ferplus"];
        foreach (var name in names) read.TryGetProperty(name, out _).ShouldBeTrue(name);
        read.GetProperty("fer2013").ValueKind.ShouldBe(JsonValueKind.Null);
        File.ReadAllText(folder.File("models.md")).ShouldContain("50.0 %");
    }
}
