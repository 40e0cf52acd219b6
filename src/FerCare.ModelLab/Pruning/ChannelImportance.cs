using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Pruning;

/// <summary>
/// How much the loss would change without a channel, to first order: the squared product of the channel's gate and its gradient,
/// the gate being scale and shift of its batch normalisation, added over all layers that share the channel (Molchanov et al. 2019,
/// "Importance Estimation for Neural Network Pruning", equation 8 and section 3.2). Unlike the scale alone it sees what later
/// layers make of the channel, which matters where residual sums share channels among many layers.
/// </summary>
public static class ChannelImportance
{
    /// <summary>One importance for each channel of each group that may be pruned.</summary>
    /// <param name="network">Trained, with batch normalisation; its weights stay as they are.</param>
    /// <param name="groups">The network's groups.</param>
    /// <param name="faces">Training faces.</param>
    /// <param name="chosen">Which of them to learn importance from.</param>
    public static IReadOnlyDictionary<ChannelGroup, double[]> Of(PlannedNetwork network, IReadOnlyList<ChannelGroup> groups, FaceSet faces, int[] chosen)
    {
        var importance = groups.Where(g => g.MayBePruned).ToDictionary(g => g, g => new double[g.Channels]);
        network.eval();
        foreach (var chunk in chosen.Chunk(64))
        {
            using var scope = TensorScope.Begin();
            network.zero_grad();
            var (fer2013, ferPlus) = network.call(Pictures.Of(faces, chunk));
            Loss(fer2013, ferPlus, faces, chunk).backward();
            foreach (var (group, sums) in importance)
            {
                foreach (var maker in group.MakersIn(network.Plan))
                {
                    var norm = network.ConvolutionOf(maker.Name).Norm ?? throw new ArgumentException($"Expected batch normalisation behind {maker.Name}.", nameof(network));
                    var change = (norm.weight! * norm.weight!.grad! + norm.bias! * norm.bias!.grad!).square().data<float>();
                    for (var c = 0; c < sums.Length; c++) sums[c] += change[c];
                }
            }
        }

        network.zero_grad();
        return importance;
    }

    private static Tensor Loss(Tensor fer2013, Tensor ferPlus, FaceSet faces, int[] chosen)
    {
        var raters = new float[chosen.Length * Emotions.Count];
        for (var i = 0; i < chosen.Length; i++) faces.RaterDistribution(chosen[i], raters.AsSpan(i * Emotions.Count, Emotions.Count));
        var labels = tensor(chosen.Select(i => (long)faces.Labels[i]).ToArray());
        return nn.functional.cross_entropy(fer2013, labels) - (nn.functional.log_softmax(ferPlus, 1) * tensor(raters, [chosen.Length, Emotions.Count])).sum(1).mean();
    }
}
