using FerCare.ModelLab.Networks;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Quantising;

/// <summary>
/// Lets a folded network compute as its 8-bit graph will, while gradients pass straight through the rounding
/// (Bengio et al. 2013; Jacob et al. 2018, section 3): for quantisation-aware fine-tuning.
/// </summary>
public static class Rounding
{
    /// <summary>From now on the network rounds its pictures to the given ranges and the weights of its convolutions to bytes.</summary>
    public static void Apply(PlannedNetwork folded, ActivationRanges ranges)
    {
        folded.Watcher = (layer, x) => ranges[layer.Name] is { } range && layer is not Maximum ? Rounded(x, range) : x;
        foreach (var layer in folded.Plan.Layers.OfType<Convolution>())
            if (ranges[layer.Input] is not null) folded.ConvolutionOf(layer.Name).WeightsSeen = Rounded;
    }

    /// <summary>Values as bytes show them; beyond the range they are cut and have no gradient.</summary>
    public static Tensor Rounded(Tensor x, ByteRange range)
    {
        var cut = x.clamp(-range.Zero * range.Scale, (byte.MaxValue - range.Zero) * range.Scale);
        return cut + ((cut / range.Scale).round() * range.Scale - cut).detach();
    }

    /// <summary>Weights [out,...] as signed bytes show them, one scale for each output channel.</summary>
    public static Tensor Rounded(Tensor weights)
    {
        var largest = weights.detach().abs().flatten(1).amax([1L]).clamp_min(1e-6).reshape(-1, 1, 1, 1);
        var scale = largest / RoundedWeights.LargestStep;
        return weights + ((weights / scale).round() * scale - weights).detach();
    }
}
