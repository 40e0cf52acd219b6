using System.Text.Json;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Robustness;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Verbs;

/// <summary>From faces to a measured network in bytes, by the commands that a person gives one after another.</summary>
public sealed class VerbChainTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // One long test, as each step needs what the one before left and every start of the program costs a second or two.
    [Fact]
    public async Task A_network_is_trained_pruned_exported_quantised_compiled_and_measured()
    {
        IdxWriting.WritePart(folder.Path, "train", SyntheticFaces.Of(140, seed: 2));
        IdxWriting.WritePart(folder.Path, "validation", SyntheticFaces.Of(21, seed: 1));
        string[] data = ["--data", folder.Path];

        var trained = await LabProcess.SucceedAsync(["train", "--network", "xception", "--width", "0.125", "--middle", "1", "--input-size", "32", "--stem-stride", "2", "--epochs", "1", "--checkpoints", folder.File("trained"), .. data]);
        LinesOf(trained).ShouldContain(line => line.StartsWith("epoch 1/1  loss ") && line.Contains("left about 0:00"));
        Files("trained/checkpoint/plan.json", "trained/checkpoint/curve.csv", "trained/learning-curve.png");

        var pruned = await LabProcess.SucceedAsync(["prune", "--from", folder.File("trained"), "--parameters", "0.06", "--multiply-adds", "2", "--rounds", "2", "--epochs", "1", "--checkpoints", folder.File("pruned"), .. data]);
        LinesOf(pruned).Count(line => line.StartsWith("round ")).ShouldBe(2);
        LinesOf(pruned).Count(line => line.StartsWith("epoch 1/1  loss ")).ShouldBe(2);
        NetworkPlan whole = NetworkPlan.Read(folder.File("trained/checkpoint/plan.json")), smaller = NetworkPlan.Read(folder.File("pruned/checkpoint/plan.json"));
        NetworkCost.Of(smaller).Within(new NetworkCost(60_000, 2_000_000)).ShouldBeTrue();
        smaller.Layers.Count.ShouldBe(whole.Layers.Count);
        ChannelsOf(smaller).Zip(ChannelsOf(whole)).ShouldAllBe(c => c.First <= c.Second);
        ChannelsOf(smaller).Sum().ShouldBeLessThan(ChannelsOf(whole).Sum());

        await LabProcess.SucceedAsync("export", "--checkpoints", folder.File("pruned"), "--model", folder.File("single.onnx"));
        var single = ModelManifest.Read(folder.File("single.json"));
        // Of the whole network, of the first round and of the last.
        single.Origin.ShouldContain("3 epochs in ");
        single.Origin.ShouldContain("pruned");

        var quantised = await LabProcess.SucceedAsync(["quantize", "--from", folder.File("pruned"), "--calibration-faces", "28", "--model", folder.File("bytes.onnx"), .. data]);
        quantised.ShouldContain("held-out faces: fer2013 ");
        ModelManifest.Read(folder.File("bytes.json")).Origin.ShouldBe($"{single.Origin}; int8, calibrated on 28 training faces");
        new FileInfo(folder.File("bytes.onnx")).Length.ShouldBeLessThan(new FileInfo(folder.File("single.onnx")).Length / 2);

        var compiled = await LabProcess.SucceedAsync("compile", "--model", folder.File("bytes.json"), "--out", folder.File("compiled"), "--repetitions", "5");
        compiled.ShouldContain("times faster");
        Directory.GetFiles(folder.File("compiled")).ShouldHaveSingleItem().ShouldEndWith(".onnx");

        var evaluated = await LabProcess.SucceedAsync(["evaluate", "--model", folder.File("bytes.onnx"), "--fit-temperature", folder.Path, "--json", folder.File("figures.json"), "--markdown", folder.File("figures.md"),
            "--png", folder.File("confusion.png"), "--robustness", "--robustness-png", folder.File("robustness.png"), .. data]);
        evaluated.ShouldContain("bytes.json: temperatures written");
        ModelManifest.Read(folder.File("bytes.json")).Fer2013Temperature.ShouldNotBe(1);
        using var figures = JsonDocument.Parse(File.ReadAllBytes(folder.File("figures.json")));
        foreach (var head in (string[])["fer2013", "ferplus"]) figures.RootElement.GetProperty(head).GetProperty("n").GetInt32().ShouldBe(21);
        figures.RootElement.GetProperty("robustness").GetProperty("curves").GetArrayLength().ShouldBe(Distortions.All.Count);
        Files("figures.md");
        foreach (var picture in (string[])["confusion.png", "robustness.png"]) File.ReadAllBytes(folder.File(picture))[1..4].ShouldBe("PNG"u8.ToArray());
        Directory.GetFiles(folder.Path, "*.partial", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    public void Dispose() => folder.Dispose();

    private static string[] LinesOf(string said) => said.Split('\n');

    private static int[] ChannelsOf(NetworkPlan plan) => [.. plan.Layers.OfType<Convolution>().Select(c => c.Channels)];

    private void Files(params string[] names)
    {
        foreach (var name in names) new FileInfo(folder.File(name)).Length.ShouldBeGreaterThan(0, name);
    }
}
