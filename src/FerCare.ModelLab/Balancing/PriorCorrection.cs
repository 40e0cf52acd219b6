using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Balancing;

/// <summary>
/// Lifts rare classes: a head's logit of class c loses strength * ln(share of c in training) (Menon et al. 2021, "Long-tail learning
/// via logit adjustment", section 4.1). Strength 0 serves accuracy where classes are as frequent as in training, 1 serves the mean
/// of the per-class recalls. It goes into the bias of the head, so it costs nothing.
/// </summary>
/// <param name="Fer2013">Strength for the FER2013 head.</param>
/// <param name="FerPlus">Strength for the FER+ head.</param>
public sealed record PriorCorrection(double Fer2013, double FerPlus)
{
    private static readonly double[] Strengths = [.. Enumerable.Range(0, 21).Select(i => i * 0.05)];

    /// <summary>For each head the strength with the highest mean of accuracy and balanced accuracy on the held-out part.</summary>
    /// <param name="network">Trained.</param>
    /// <param name="faces">The training faces.</param>
    /// <param name="split">Which of them are held out.</param>
    /// <param name="balancedShare">Weight of balanced accuracy in that mean, 0 to 1; accuracy has the rest.</param>
    public static PriorCorrection Fit(PlannedNetwork network, FaceSet faces, HeldOutSplit split, double balancedShare = 0.5)
    {
        if (balancedShare is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(balancedShare), balancedShare, "The weight of balanced accuracy must be 0 to 1.");
        double Best(Func<double, HeadEvaluation> at, double _) => Strengths.MaxBy(strength => (1 - balancedShare) * at(strength).Accuracy + balancedShare * at(strength).BalancedAccuracy);
        return ForEachHead(network, faces, split, Best, 0, 0);
    }

    /// <summary>
    /// For each head the least strength with which balanced accuracy on the held-out part comes up to what is asked, since every further step costs
    /// accuracy; where none does, the one that comes closest.
    /// </summary>
    /// <param name="network">Trained.</param>
    /// <param name="faces">The training faces.</param>
    /// <param name="split">Which of them are held out.</param>
    /// <param name="fer2013">Balanced accuracy asked of the FER2013 head, 0 to 1.</param>
    /// <param name="ferPlus">Balanced accuracy asked of the FER+ head, 0 to 1.</param>
    public static PriorCorrection Least(PlannedNetwork network, FaceSet faces, HeldOutSplit split, double fer2013, double ferPlus)
    {
        foreach (var asked in (double[])[fer2013, ferPlus])
            if (asked is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fer2013), asked, "Balanced accuracy must be 0 to 1.");
        return ForEachHead(network, faces, split, Enough, fer2013, ferPlus);

        static double Enough(Func<double, HeadEvaluation> at, double asked)
        {
            foreach (var strength in Strengths)
                if (at(strength).BalancedAccuracy >= asked) return strength;
            return Strengths.MaxBy(strength => at(strength).BalancedAccuracy);
        }
    }

    /// <summary>Takes the correction into the biases of both heads.</summary>
    public void Apply(PlannedNetwork network, FaceSet faces, HeldOutSplit split)
    {
        using var guard = no_grad();
        using var scope = TensorScope.Begin();
        var (labels, raters) = Shares(faces, split.Learning);
        foreach (var (head, strength, shares) in new[] { (NetworkPlan.Fer2013, Fer2013, labels), (NetworkPlan.FerPlus, FerPlus, raters) })
            network.DenseOf(head).bias!.sub_(tensor(shares.Select(s => (float)(strength * Math.Log(s))).ToArray()));
    }

    private static PriorCorrection ForEachHead(PlannedNetwork network, FaceSet faces, HeldOutSplit split, Func<Func<double, HeadEvaluation>, double, double> choose, double fer2013, double ferPlus)
    {
        var scores = TwoHeadedScores.Of(network, faces, split.HeldOut);
        var (labels, raters) = Shares(faces, split.Learning);
        Emotion?[] label = [.. split.HeldOut.Select(i => (Emotion?)faces.Labels[i])];
        Emotion?[] majority = [.. split.HeldOut.Select(faces.RaterMajority)];
        return new PriorCorrection(
            choose(strength => Corrected(scores.Fer2013, label, labels, strength), fer2013),
            majority.All(m => m is null) ? 0 : choose(strength => Corrected(scores.FerPlus, majority, raters, strength), ferPlus));
    }

    private static HeadEvaluation Corrected(float[] scores, Emotion?[] truth, double[] shares, double strength) =>
        new([.. scores.Select((s, i) => (float)(s - strength * Math.Log(shares[i % Emotions.Count])))], truth);

    /// <summary>Share of each class among the labels and in the raters' votes; a class that does not occur counts as one face.</summary>
    private static (double[] Labels, double[] Raters) Shares(FaceSet faces, int[] learning)
    {
        var (labels, raters) = (new double[Emotions.Count], new double[Emotions.Count]);
        Span<float> votes = stackalloc float[Emotions.Count];
        foreach (var i in learning)
        {
            labels[faces.Labels[i]]++;
            faces.RaterDistribution(i, votes);
            for (var c = 0; c < votes.Length; c++) raters[c] += votes[c];
        }

        return (Normalised(labels), Normalised(raters));
    }

    private static double[] Normalised(double[] counts)
    {
        var total = counts.Sum(c => Math.Max(c, 1));
        return [.. counts.Select(c => Math.Max(c, 1) / total)];
    }
}
