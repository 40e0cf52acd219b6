using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using BatchNorm2d = TorchSharp.Modules.BatchNorm2d;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Pruning;

/// <summary>Makes the smaller network: channels are gone, not zeroed.</summary>
public static class Pruned
{
    /// <summary>A network of its own with the weights of the channels that stay.</summary>
    public static PlannedNetwork Of(PlannedNetwork network, ChannelSelection selection)
    {
        var plan = selection.Apply(network.Plan);
        var smaller = new PlannedNetwork(new NetworkPlan(plan.Network, Description(network.Plan), plan.InputSize, plan.Layers));
        using var guard = no_grad();
        using var scope = TensorScope.Begin();
        foreach (var layer in plan.Layers)
        {
            if (layer is Dense dense)
            {
                smaller.DenseOf(dense.Name).weight!.copy_(Chosen(network.DenseOf(dense.Name).weight!, 1, selection[dense.Input]));
                smaller.DenseOf(dense.Name).bias!.copy_(network.DenseOf(dense.Name).bias!);
            }
            else if (layer is Convolution convolution)
            {
                Copy(network.ConvolutionOf(layer.Name), smaller.ConvolutionOf(layer.Name), selection[layer.Name], convolution.Depthwise ? null : selection[convolution.Input]);
            }
        }

        smaller.eval();
        return smaller;
    }

    private static string Description(NetworkPlan plan) => plan.Description.EndsWith("pruned", StringComparison.Ordinal) ? plan.Description : $"{plan.Description}, pruned";

    private static void Copy(PlannedConvolution from, PlannedConvolution to, int[] outputs, int[]? inputs)
    {
        var weight = Chosen(from.Weight, 0, outputs);
        to.Weight.copy_(inputs is null ? weight : Chosen(weight, 1, inputs));
        if (from.Bias is { } bias) to.Bias!.copy_(Chosen(bias, 0, outputs));
        if (from.Norm is { } norm) Copy(norm, to.Norm!, outputs);
    }

    private static void Copy(BatchNorm2d from, BatchNorm2d to, int[] outputs)
    {
        to.weight!.copy_(Chosen(from.weight!, 0, outputs));
        to.bias!.copy_(Chosen(from.bias!, 0, outputs));
        to.running_mean!.copy_(Chosen(from.running_mean!, 0, outputs));
        to.running_var!.copy_(Chosen(from.running_var!, 0, outputs));
    }

    private static Tensor Chosen(Tensor values, long dimension, int[] channels) => values.index_select(dimension, tensor(channels.Select(c => (long)c).ToArray()));
}
