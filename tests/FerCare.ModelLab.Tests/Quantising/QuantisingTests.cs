using CsCheck;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Quantising;
using FerCare.ModelLab.Tests.Native;
using FerCare.ModelLab.Training;
using FerCare.Vision.Classifying;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Quantising;

[FinalizersHeld]
public sealed class QuantisingTests
{
    [Fact]
    public void A_range_always_holds_zero_exactly_and_behind_a_rectifier_zero_is_byte_zero()
    {
        Gen.Float[-50, 50].Select(Gen.Float[-50, 50]).Sample((a, b) =>
        {
            var range = new ByteRange(Math.Min(a, b), Math.Max(a, b));
            ((range.Zero - (int)range.Zero) * range.Scale).ShouldBe(0);
            if (Math.Min(a, b) >= 0) range.Zero.ShouldBe((byte)0);
            ((255 - range.Zero) * range.Scale).ShouldBeGreaterThanOrEqualTo(Math.Max(a, b) - range.Scale);
        });
    }

    [Fact]
    public void Rounded_weights_lie_within_half_a_step_of_the_weights()
    {
        Gen.Float[-3, 3].Array[24].Sample(weights =>
        {
            var rounded = RoundedWeights.Of(weights, 4);
            for (var i = 0; i < weights.Length; i++)
                Math.Abs(rounded.Values[i] * rounded.Scales[i / 6] - weights[i]).ShouldBeLessThanOrEqualTo(rounded.Scales[i / 6] * 0.501f);
        });
    }

    [Fact]
    public void The_best_range_cuts_a_lonely_outlier_where_the_squared_error_is_least()
    {
        // 700,000 values in 0..3.4 and one of 10: 700,000 (h / 255)^2 / 12 + (10 - h)^2 is least at h = 5.27.
        var counts = new double[2048];
        for (var i = 0; i < 700; i++) counts[i] = 1000;
        counts[^1] = 1;

        var range = RangeSearch.Best(counts, 0, 10);

        (range.Scale * 255).ShouldBe(5.27f, 0.15f);
    }

    [Fact]
    public void The_8_bit_graph_answers_nearly_like_the_network_and_exactly_like_the_network_that_rounds()
    {
        using var folder = new TemporaryFolder();
        var faces = SyntheticFaces.Of(28, seed: 6);
        int[] all = [.. Enumerable.Range(0, faces.Count)];
        manual_seed(2);
        using var network = new PlannedNetwork(new XceptionShape(0.25, 1, 48, 2).Plan(dropout: 0));
        Settle(network, faces, all);
        using var folded = Folding.Fold(network);
        var whole = Scores(folded, faces, all);
        var ranges = RangeSearch.Of(folded, faces, all);

        OnnxExport.Save(folded, folder.File("bytes.onnx"), "a-test", "a test", ranges);
        OnnxExport.Save(folded, folder.File("single.onnx"), "a-test", "a test");
        Rounding.Apply(folded, ranges);
        var rounding = Scores(folded, faces, all);

        using var exported = EmotionClassifier.Load(folder.File("bytes.json"));
        var bytes = TwoHeadedScores.Of(exported, faces).Fer2013;
        var spread = whole.Max() - whole.Min();
        Distance(bytes, rounding).ShouldBeLessThan(0.02f * spread);
        Distance(bytes, whole).ShouldBeLessThan(0.15f * spread);
        new FileInfo(folder.File("bytes.onnx")).Length.ShouldBeLessThan(new FileInfo(folder.File("single.onnx")).Length / 2);
    }

    [Fact]
    public void Gradients_pass_through_rounding_but_not_beyond_the_range()
    {
        var x = tensor([-1f, 0.5f, 9f], requires_grad: true);

        Rounding.Rounded(x, new ByteRange(0, 2)).sum().backward();

        x.grad!.data<float>().ToArray().ShouldBe([0f, 1f, 0f]);
    }

    private static void Settle(PlannedNetwork network, FaceSet faces, int[] all)
    {
        network.train();
        using var guard = no_grad();
        for (var i = 0; i < 3; i++) network.call(Pictures.Of(faces, all));
        network.eval();
    }

    private static float[] Scores(PlannedNetwork network, FaceSet faces, int[] all)
    {
        using var guard = no_grad();
        return [.. network.call(Pictures.Of(faces, all)).Fer2013.data<float>()];
    }

    private static float Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
