using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Quantising;
using FerCare.ModelLab.Tests.Native;
using FerCare.ModelLab.Training;
using FerCare.Vision.Classifying;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Export;

[FinalizersHeld]
public sealed class OnnxImportTests
{
    private static readonly NetworkPlan Plan = new XceptionShape(0.25, 1, 48, 2).Plan(dropout: 0.4);
    private static readonly FaceSet Faces = SyntheticFaces.Of(70, seed: 2);
    private static readonly int[] All = [.. Enumerable.Range(0, 70)];

    [Fact]
    public void A_network_read_back_from_its_exported_file_answers_as_before()
    {
        using var folder = new TemporaryFolder();
        using var network = Settled();
        OnnxExport.Save(network, folder.File("network.onnx"), "a-test", "a test");

        using var folded = OnnxImport.Read(folder.File("network.onnx"), Plan);
        using var again = Unfolding.Of(folded, Plan, Faces, All);

        again.Plan.ToJson().ShouldBe(Plan.ToJson());
        LargestDifference(Answers(folded), Answers(network)).ShouldBeLessThan(1e-3f);
        LargestDifference(Answers(again), Answers(network)).ShouldBeLessThan(1e-3f);
    }

    [Fact]
    public void Weights_in_bytes_come_back_as_what_the_bytes_stand_for()
    {
        using var folder = new TemporaryFolder();
        using var network = Settled();
        using var before = Folding.Fold(network);
        OnnxExport.Save(before, folder.File("bytes.onnx"), "a-test", "a test", RangeSearch.Of(before, Faces, All));

        using var after = OnnxImport.Read(folder.File("bytes.onnx"), Plan);

        var expected = Rounding.Rounded(before.ConvolutionOf("middle1_1").Weight);
        (after.ConvolutionOf("middle1_1").Weight - expected).abs().max().item<float>().ShouldBeLessThan(1e-6f);
    }

    [Fact]
    public void Statistics_of_the_network_in_training_are_those_it_starts_with()
    {
        using var network = Settled();
        using var folded = Folding.Fold(network);
        using var again = Unfolding.Of(folded, Plan, Faces, All);
        using var guard = no_grad();
        var before = Answers(again);

        // In training mode each layer is normalised by the faces at hand; with the very faces of the statistics nothing moves.
        foreach (var norm in again.modules().OfType<TorchSharp.Modules.BatchNorm2d>()) norm.train();

        LargestDifference(Answers(again), before).ShouldBeLessThan(0.02f);
    }

    [Fact]
    public void A_file_of_another_network_is_refused_naming_file_expectation_and_finding()
    {
        using var folder = new TemporaryFolder();
        using var network = Settled();
        OnnxExport.Save(network, folder.File("network.onnx"), "a-test", "a test");
        var wider = new XceptionShape(0.5, 1, 48, 2).Plan(dropout: 0.4);

        var refusal = Should.Throw<LabDataException>(() => OnnxImport.Read(folder.File("network.onnx"), wider)).Message;

        refusal.ShouldContain("network.onnx");
        refusal.ShouldContain("width 0.5");
        refusal.ShouldContain("stem1");
    }

    [Fact]
    public void A_file_that_is_no_network_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("network.onnx"), "not a network");

        Should.Throw<LabDataException>(() => OnnxImport.Read(folder.File("network.onnx"), Plan)).Message.ShouldContain("expected an ONNX network");
        Should.Throw<LabDataException>(() => OnnxImport.Read(folder.File("none.onnx"), Plan)).Message.ShouldContain("found none");
    }

    [Fact]
    public void A_network_whose_manifest_tells_of_other_labels_or_pixels_is_refused_and_one_without_a_manifest_is_not()
    {
        using var folder = new TemporaryFolder();
        using var network = Settled();
        var (file, beside) = (folder.File("network.onnx"), folder.File("network.json"));
        OnnxExport.Save(network, file, "a-test", "a test");
        var manifest = ModelManifest.Read(beside);

        (manifest with { Labels = [.. manifest.Labels.Reverse()] }).Write(beside);
        Should.Throw<LabDataException>(() => OnnxImport.Read(file, Plan)).Message.ShouldContain("other labels (expected angry");

        (manifest with { Input = manifest.Input with { Offset = 0 } }).Write(beside);
        Should.Throw<LabDataException>(() => OnnxImport.Read(file, Plan)).Message.ShouldContain("network.json: expected pixels times");

        File.Delete(beside);
        using var read = OnnxImport.Read(file, Plan);
        LargestDifference(Answers(read), Answers(network)).ShouldBeLessThan(1e-3f);
    }

    private static PlannedNetwork Settled()
    {
        manual_seed(4);
        var network = new PlannedNetwork(Plan);
        using var guard = no_grad();
        network.train();
        for (var i = 0; i < 2; i++) network.call(Pictures.Of(Faces, All));
        network.eval();
        return network;
    }

    private static float[] Answers(PlannedNetwork network)
    {
        using var guard = no_grad();
        var (fer2013, ferPlus) = network.call(Pictures.Of(Faces, All));
        return [.. fer2013.data<float>(), .. ferPlus.data<float>()];
    }

    private static float LargestDifference(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
