using System.CommandLine;
using System.Text.Json;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.ModelLab.Verbs;

namespace FerCare.ModelLab.Tests.Benchmarks;

public sealed class BenchVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Every_network_of_the_paper_has_a_row_in_a_folder_of_ones_own_and_without_faces_none_claims_an_accuracy()
    {
        // A few stored faces: as many of noise as FER2013 has would take longer than all the rest.
        var neighbours = NearestNeighbours.FileIn(folder.File("runs/knn"));
        Directory.CreateDirectory(Path.GetDirectoryName(neighbours)!);
        NearestNeighbours.Train(SyntheticFaces.Of(140, seed: 2), null, new NearestNeighbourOptions { Neighbours = [3] }).Save(neighbours);

        await LabProcess.SucceedAsync("bench", "--out", folder.File("report"), "--checkpoints", folder.File("runs"), "--repetitions", "1", "--commit", "abc");

        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.File("report/models.json")));
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        rows.Select(r => r.GetProperty("name").GetString()).ShouldBe(
        [
            "KNN", "ANN", "VGG-Net", "ResNet50", "ResNet50, compiled", "Xception reference", "Xception reference, compiled",
            "Xception", "Xception, compiled", "Xception, pruned", "Xception, pruned, quantised", "Xception, pruned, quantised, compiled",
        ]);
        foreach (var row in rows)
        {
            row.GetProperty("milliseconds_median").GetDouble().ShouldBeGreaterThan(0);
            foreach (var accuracy in (string[])["fer2013", "ferplus", "fer2013_balanced", "ferplus_balanced", "accuracy_from"]) row.GetProperty(accuracy).ValueKind.ShouldBe(JsonValueKind.Null);
        }

        var circumstances = json.RootElement.GetProperty("circumstances");
        (circumstances.GetProperty("commit").GetString(), circumstances.GetProperty("repetitions").GetInt32()).ShouldBe(("abc", 4));
        File.ReadAllText(folder.File("report/models.md")).ShouldContain("times faster than the reference Xception uncompiled");
    }

    [Fact]
    public async Task A_folder_without_plans_is_refused_before_anything_is_measured()
    {
        var refusal = await Should.ThrowAsync<LabDataException>(async () =>
            await BenchVerb.Create().Parse((string[])["--out", folder.File("report"), "--plans", folder.Path]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken));

        refusal.Message.ShouldBe($"{folder.File("xception.plan.json")}: expected a network plan written by 'train', found none.");
        Directory.Exists(folder.File("report")).ShouldBeFalse();
    }

    public void Dispose() => folder.Dispose();
}
