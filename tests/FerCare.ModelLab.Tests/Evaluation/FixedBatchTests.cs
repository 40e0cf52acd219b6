using System.Security.Cryptography;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.Vision;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Evaluation;

/// <summary>Networks of other tools, which often take a fixed number of faces.</summary>
public sealed class FixedBatchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_network_that_takes_one_face_at_a_time_reads_one_and_is_refused_by_file_where_many_are_measured()
    {
        using var network = EmotionClassifier.Load(Written(batch: 1));

        var refusal = Should.Throw<MissingModelException>(() => TwoHeadedScores.Of(network, SyntheticFaces.Of(7, seed: 1))).Message;

        refusal.ShouldContain($"{folder.File("fixed.onnx")} takes no more than one face at a time (expected float [n,1,48,48], found [1,1,48,48])");
        refusal.ShouldNotContain("\n");
        TwoHeadedScores.Of(network, SyntheticFaces.Of(1, seed: 1)).Count.ShouldBe(1);
    }

    [Fact]
    public void A_network_that_takes_three_faces_and_no_other_number_is_refused_when_it_is_loaded() =>
        Should.Throw<MissingModelException>(() => EmotionClassifier.Load(Written(batch: 3)).Dispose()).Message.ShouldContain("fixed.onnx takes another input (expected float [n,1,48,48], found Single [3,1,48,48])");

    public void Dispose() => folder.Dispose();

    /// <summary>A network of one layer and its manifest, whose path is given.</summary>
    private string Written(int batch)
    {
        string[] heads = [NetworkPlan.Fer2013, NetworkPlan.FerPlus];
        var graph = new OnnxGraph("by-hand");
        var x = graph.Flattened(graph.Input(NetworkPlan.Faces, batch, 1, FaceSet.Side, FaceSet.Side));
        foreach (var head in heads)
        {
            var weights = graph.Weights(new float[Emotions.Count * FaceSet.PixelsPerFace], Emotions.Count, FaceSet.PixelsPerFace);
            graph.Named(graph.Dense(x, weights, graph.Weights(new float[Emotions.Count], Emotions.Count)), head);
            graph.Output(head, batch, Emotions.Count);
        }

        graph.Save(folder.File("fixed.onnx"), "a test");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.File("fixed.onnx"))));
        var input = new ModelInput(NetworkPlan.Faces, FaceSet.Side, Augmentation.PixelScale, Augmentation.PixelOffset);
        new ModelManifest("fixed", "fixed.onnx", sha256, input, heads, NetworkPlan.FerPlus, Emotions.Names, 1f, "a test").Write(folder.File("fixed.json"));
        return folder.File("fixed.json");
    }
}
