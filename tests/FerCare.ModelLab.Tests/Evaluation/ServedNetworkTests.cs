using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Export.Onnx;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Evaluation;

/// <summary>The network in the repository as the server runs it, compiled ahead of time; accuracy on the validation faces where they are at hand.</summary>
public sealed class ServedNetworkTests : IDisposable
{
    private static readonly string Manifest = Repository.At("models", "emotion.json");
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_served_network_names_69_in_100_labels_and_84_in_100_majorities_of_faces_it_never_saw_and_knows_how_sure_it_is()
    {
        var faces = FaceSet.ReadPart(Repository.Shared("fer2013"), "validation");
        using var network = EmotionClassifier.Load(Manifest, folder.Path);
        network.Graph.Compilation.ShouldBe(GraphCompilation.AheadOfTime, network.Graph.Problem);

        var evaluation = EmotionEvaluation.Of(network, faces);

        evaluation.Fer2013.Count.ShouldBe(3579);
        evaluation.Fer2013.Accuracy.ShouldBeGreaterThanOrEqualTo(0.69);
        evaluation.Fer2013.BalancedAccuracy.ShouldBeGreaterThanOrEqualTo(0.65);
        evaluation.Fer2013.Calibration.Error.ShouldBeLessThanOrEqualTo(0.05);
        evaluation.FerPlus!.Accuracy.ShouldBeGreaterThanOrEqualTo(0.84);
        evaluation.FerPlus.BalancedAccuracy.ShouldBeGreaterThanOrEqualTo(0.70);
        evaluation.FerPlus.Calibration.Error.ShouldBeLessThanOrEqualTo(0.05);
    }

    [Fact]
    public void Compiled_it_computes_every_convolution_in_bytes()
    {
        var target = CompilationTarget.ThisMachine;
        Assert.SkipUnless(target.Instructions.Contains("sse4.1") && !target.ByteProductsOverflow, $"Looked at on x64 with VNNI only; kernels of other processors may be fused otherwise ({target.Instructions}).");
        using var network = EmotionClassifier.Load(Manifest, folder.Path);
        var compiled = Operators(network.Graph.File.ShouldNotBeNull(network.Graph.Problem));

        // A convolution that is not fused with the rounding around it runs in single precision, under one of these names.
        compiled.Where(o => o.EndsWith("Conv", StringComparison.Ordinal) && o != "QLinearConv").ShouldBeEmpty();
        compiled.Count(o => o == "QLinearConv").ShouldBe(Operators(Repository.At("models", network.Manifest.File)).Count(o => o == "Conv"));
        // Bytes become numbers once, before the mean over the picture.
        compiled.Count(o => o == "DequantizeLinear").ShouldBe(1);
    }

    public void Dispose() => folder.Dispose();

    private static string[] Operators(string onnx) => [.. ModelProto.Parser.ParseFrom(File.ReadAllBytes(onnx)).Graph.Node.Select(n => n.OpType)];
}
