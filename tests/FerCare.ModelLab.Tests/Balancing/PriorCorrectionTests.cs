using FerCare.Affect;
using FerCare.ModelLab.Balancing;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Tests.Native;
using FerCare.ModelLab.Training;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Balancing;

[FinalizersHeld]
public sealed class PriorCorrectionTests
{
    [Fact]
    public void A_rare_class_gains_against_a_frequent_one_by_the_logarithm_of_their_shares()
    {
        var (faces, split) = Unequal();
        using var network = Network();
        var before = Bias(network, NetworkPlan.Fer2013);

        new PriorCorrection(0.5, 0).Apply(network, faces, split);

        var gained = Bias(network, NetworkPlan.Fer2013).Zip(before, (a, b) => a - b).ToArray();
        // Happy stands for nine faces where disgust stands for one.
        (gained[(int)Emotion.Disgust] - gained[(int)Emotion.Happy]).ShouldBe(0.5f * MathF.Log(9), 0.02f);
        Bias(network, NetworkPlan.FerPlus).ShouldBe(Bias(Network(), NetworkPlan.FerPlus));
    }

    [Fact]
    public void The_fitted_strength_is_the_one_that_serves_held_out_faces_best()
    {
        var (faces, split) = Unequal();
        using var network = Network();
        using (no_grad())
        {
            // Each class is seen as well as every other, but happy is named far too often, as a network does that learned how frequent it is.
            network.DenseOf(NetworkPlan.Fer2013).bias![(int)Emotion.Happy] = 1.5f;
        }

        var fitted = PriorCorrection.Fit(network, faces, split);

        var served = Score(network, faces, split, fitted.Fer2013);
        foreach (var other in (double[])[0, 0.25, 0.5, 0.75, 1]) served.ShouldBeGreaterThanOrEqualTo(Score(network, faces, split, other) - 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Accuracy_and_balanced_accuracy_weigh_as_asked(double balancedShare)
    {
        var (faces, split) = Unequal();
        using var network = Network();

        var fitted = PriorCorrection.Fit(network, faces, split, balancedShare);

        var served = Figures(network, faces, split, fitted.Fer2013);
        foreach (var other in (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            var figures = Figures(network, faces, split, other);
            if (balancedShare == 0) served.Accuracy.ShouldBeGreaterThanOrEqualTo(figures.Accuracy);
            else served.BalancedAccuracy.ShouldBeGreaterThanOrEqualTo(figures.BalancedAccuracy - 1e-9);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => PriorCorrection.Fit(network, faces, split, 1.5));
    }

    [Fact]
    public void Classes_are_lifted_no_further_than_the_balanced_accuracy_that_is_asked()
    {
        var (faces, split) = Unequal();
        using var network = Network();
        using (no_grad())
        {
            network.DenseOf(NetworkPlan.Fer2013).bias![(int)Emotion.Happy] = 1.5f;
        }

        var (without, most) = (Figures(network, faces, split, 0).BalancedAccuracy, Enumerable.Range(0, 21).Max(i => Figures(network, faces, split, i * 0.05).BalancedAccuracy));
        most.ShouldBeGreaterThan(without);
        var asked = (without + most) / 2;

        var least = PriorCorrection.Least(network, faces, split, asked, 0);

        least.Fer2013.ShouldBeGreaterThan(0);
        Figures(network, faces, split, least.Fer2013).BalancedAccuracy.ShouldBeGreaterThanOrEqualTo(asked);
        Figures(network, faces, split, least.Fer2013 - 0.05).BalancedAccuracy.ShouldBeLessThan(asked);
        PriorCorrection.Least(network, faces, split, without, 0).Fer2013.ShouldBe(0, "It is met as it is.");
        Figures(network, faces, split, PriorCorrection.Least(network, faces, split, 1, 0).Fer2013).BalancedAccuracy.ShouldBe(most, 1e-9, "What cannot be met is come close to.");
        Should.Throw<ArgumentOutOfRangeException>(() => PriorCorrection.Least(network, faces, split, 0.5, 1.5));
    }

    [Fact]
    public void The_same_faces_give_the_same_strengths()
    {
        var (faces, split) = Unequal();

        PriorCorrection.Fit(Network(), faces, split).ShouldBe(PriorCorrection.Fit(Network(), faces, split));
    }

    /// <summary>Nine happy faces for each one of disgust, and as many of the others as of disgust.</summary>
    private static (FaceSet Faces, HeldOutSplit Split) Unequal()
    {
        var random = new Random(3);
        var labels = new List<byte>();
        for (var i = 0; i < 20; i++)
        {
            labels.AddRange(Enumerable.Repeat((byte)Emotion.Happy, 9));
            labels.AddRange(Emotions.All.Where(e => e != Emotion.Happy).Select(e => (byte)e));
        }

        var pixels = new byte[labels.Count * FaceSet.PixelsPerFace];
        random.NextBytes(pixels);
        var faces = new FaceSet(pixels, [.. labels], new byte[labels.Count * FaceSet.VoteColumns]);
        return (faces, new HeldOutSplit([.. Enumerable.Range(0, 240)], [.. Enumerable.Range(240, labels.Count - 240)]));
    }

    private static PlannedNetwork Network()
    {
        manual_seed(1);
        var network = new PlannedNetwork(Baselines.Perceptron(dropout: 0));
        network.eval();
        return network;
    }

    private static double Score(PlannedNetwork network, FaceSet faces, HeldOutSplit split, double strength)
    {
        var figures = Figures(network, faces, split, strength);
        return figures.Accuracy + figures.BalancedAccuracy;
    }

    private static HeadEvaluation Figures(PlannedNetwork network, FaceSet faces, HeldOutSplit split, double strength)
    {
        using var corrected = Network();
        corrected.load_state_dict(network.state_dict());
        new PriorCorrection(strength, 0).Apply(corrected, faces, split);
        using var guard = no_grad();
        float[] scores = [.. corrected.call(Pictures.Of(faces, split.HeldOut)).Fer2013.data<float>()];
        return new HeadEvaluation(scores, [.. split.HeldOut.Select(i => (Emotion?)faces.Labels[i])]);
    }

    private static float[] Bias(PlannedNetwork network, string head) => [.. network.DenseOf(head).bias!.data<float>()];
}
