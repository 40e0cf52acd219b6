using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Tests.Native;
using FerCare.Vision.Classifying;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Export;

[FinalizersHeld]
public sealed class OnnxExportTests
{
    public static TheoryData<NetworkPlan> Plans =>
    [
        new XceptionShape(0.25, 1).Plan(dropout: 0.4),
        new XceptionShape(0.25, 2, 48, 2).Plan(dropout: 0),
        new XceptionShape(0.25, 1, 64, 2).Plan(dropout: 0),
        Baselines.Perceptron(dropout: 0.4),
        Baselines.Vgg(dropout: 0.4),
        Baselines.ResNet50(dropout: 0.4),
    ];

    [Theory]
    [MemberData(nameof(Plans))]
    public void The_exported_graph_answers_like_the_network_it_came_from(NetworkPlan plan)
    {
        using var folder = new TemporaryFolder();
        manual_seed(4);
        using var network = new PlannedNetwork(plan);
        var faces = SyntheticFaces.Of(7, seed: 2);
        Settle(network, faces);

        OnnxExport.Save(network, folder.File("network.onnx"), "a-test", "a test");

        using var exported = EmotionClassifier.Load(folder.File("network.json"));
        var scores = TwoHeadedScores.Of(exported, faces);
        var (fer2013, ferPlus) = Answer(network, faces);
        LargestDifference(scores.Fer2013, fer2013).ShouldBeLessThan(1e-4);
        LargestDifference(scores.FerPlus, ferPlus).ShouldBeLessThan(1e-4);
    }

    /// <summary>
    /// Gives batch normalisation scales, offsets and running figures that are not the trivial ones, so that folding is really tested
    /// and residual branches that start silent are heard. The squares of the scales have a mean near 1, so that values neither grow nor fade.
    /// </summary>
    private static void Settle(PlannedNetwork network, FaceSet faces)
    {
        network.train();
        using var guard = no_grad();
        var random = new Random(4);
        foreach (var norm in network.modules().OfType<TorchSharp.Modules.BatchNorm2d>())
        {
            norm.weight!.copy_(tensor(Drawn(random, (int)norm.weight!.numel(), 0.5f, 1.5f)));
            norm.bias!.copy_(tensor(Drawn(random, (int)norm.bias!.numel(), -0.2f, 0.2f)));
        }

        for (var i = 0; i < 2; i++) network.call(Pixels(faces));
        network.eval();
    }

    private static float[] Drawn(Random random, int count, float low, float high) =>
        [.. Enumerable.Range(0, count).Select(_ => low + (high - low) * random.NextSingle())];

    private static (float[] Fer2013, float[] FerPlus) Answer(PlannedNetwork network, FaceSet faces)
    {
        using var guard = no_grad();
        var (fer2013, ferPlus) = network.call(Pixels(faces));
        return ([.. fer2013.data<float>()], [.. ferPlus.data<float>()]);
    }

    private static Tensor Pixels(FaceSet faces)
    {
        var pixels = new float[faces.Pixels.Length];
        Augmentation.Plain(faces.Pixels, pixels);
        return tensor(pixels, [faces.Count, 1, FaceSet.Side, FaceSet.Side]);
    }

    /// <summary>Of the seven probabilities of all faces.</summary>
    private static double LargestDifference(float[] a, float[] b)
    {
        var largest = 0.0;
        for (var face = 0; face < a.Length; face += Emotions.Count)
        {
            var p = EmotionProbabilities.FromLogits(a.AsSpan(face, Emotions.Count));
            var q = EmotionProbabilities.FromLogits(b.AsSpan(face, Emotions.Count));
            foreach (var emotion in Emotions.All) largest = Math.Max(largest, Math.Abs(p[emotion] - q[emotion]));
        }

        return largest;
    }
}
