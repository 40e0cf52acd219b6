using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Training;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Networks;

/// <summary>
/// The way back from <see cref="Folding"/>: gives a network without batch normalisation the normalisation that its plan asks for,
/// with the statistics of training faces, so that it answers as before and can be trained on.
/// </summary>
public static class Unfolding
{
    /// <summary>A network of the given plan with the answers of a folded one.</summary>
    /// <param name="folded">The network without batch normalisation.</param>
    /// <param name="plan">The plan it was folded from.</param>
    /// <param name="faces">Training faces.</param>
    /// <param name="chosen">Which of them the statistics come from; a thousand are plenty.</param>
    public static PlannedNetwork Of(PlannedNetwork folded, NetworkPlan plan, FaceSet faces, int[] chosen)
    {
        var network = new PlannedNetwork(plan);
        var statistics = Statistics(folded, plan, faces, chosen);
        using var guard = no_grad();
        using var scope = TensorScope.Begin();
        foreach (var layer in plan.Layers)
        {
            if (layer is Dense)
            {
                network.DenseOf(layer.Name).weight!.copy_(folded.DenseOf(layer.Name).weight!);
                network.DenseOf(layer.Name).bias!.copy_(folded.DenseOf(layer.Name).bias!);
            }
            else if (layer is Convolution)
            {
                var mean = statistics.TryGetValue(layer.Name, out var seen) ? seen.Mean : [];
                Unfold(folded.ConvolutionOf(layer.Name), network.ConvolutionOf(layer.Name), mean, seen.Variance ?? []);
            }
        }

        network.eval();
        return network;
    }

    /// <summary>
    /// The convolution becomes as large as a fresh one, which the learning rate is meant for; normalisation takes the rest:
    /// w x = s w' x, so mean and deviation of w' x are those of the output without its bias, divided by s.
    /// </summary>
    private static void Unfold(PlannedConvolution from, PlannedConvolution to, double[] mean, double[] variance)
    {
        if (to.Norm is not { } norm)
        {
            to.Weight.copy_(from.Weight);
            if (from.Bias is { } kept) to.Bias!.copy_(kept);
            return;
        }

        var bias = from.Bias!;
        var size = from.Weight.flatten(1).norm(1).clamp_min(1e-6);
        var fresh = to.Weight.flatten(1).norm(1).mean();
        var scale = size / fresh;
        to.Weight.copy_(from.Weight / scale.reshape(-1, 1, 1, 1));
        var output = tensor(mean.Select(m => (float)m).ToArray());
        norm.running_mean!.copy_((output - bias) / scale);
        norm.running_var!.copy_(tensor(variance.Select(v => (float)v).ToArray()) / scale.square());
        norm.weight!.copy_(scale * (norm.running_var! + norm.eps).sqrt());
        norm.bias!.copy_(output);
    }

    private static Dictionary<string, (double[] Mean, double[] Variance)> Statistics(PlannedNetwork folded, NetworkPlan plan, FaceSet faces, int[] chosen)
    {
        var normalised = plan.Layers.OfType<Convolution>().Where(c => c.Offset == Offset.BatchNorm).ToDictionary(c => c.Name, c => (Sum: new double[c.Channels], Square: new double[c.Channels], Count: 0L));
        using var guard = no_grad();
        folded.Watcher = (layer, x) =>
        {
            if (!normalised.TryGetValue(layer.Name, out var at)) return x;
            var wide = x.to_type(ScalarType.Float64);
            Add(at.Sum, wide.sum([0L, 2L, 3L]).data<double>());
            Add(at.Square, wide.square().sum([0L, 2L, 3L]).data<double>());
            normalised[layer.Name] = at with { Count = at.Count + x.shape[0] * x.shape[2] * x.shape[3] };
            return x;
        };
        foreach (var chunk in chosen.Chunk(64))
        {
            using var scope = TensorScope.Begin();
            folded.call(Pictures.Of(faces, chunk));
        }

        folded.Watcher = null;
        return normalised.ToDictionary(n => n.Key, n => (Divided(n.Value.Sum, n.Value.Count), Variance(n.Value.Sum, n.Value.Square, n.Value.Count)));
    }

    private static void Add(double[] to, IEnumerable<double> values)
    {
        var i = 0;
        foreach (var value in values) to[i++] += value;
    }

    private static double[] Divided(double[] sums, long count) => [.. sums.Select(s => s / count)];

    private static double[] Variance(double[] sums, double[] squares, long count) => [.. sums.Zip(squares, (s, q) => Math.Max(0, q / count - s / count * (s / count)))];
}
