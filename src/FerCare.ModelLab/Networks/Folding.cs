using FerCare.ModelLab.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Networks;

/// <summary>Takes batch normalisation into the convolution before it: w' = w g / sqrt(v + e), b' = b - m g / sqrt(v + e) (Jacob et al. 2018, section 3.2).</summary>
public static class Folding
{
    /// <summary>A network of its own with the same answers, with biases in place of normalisation and without dropout.</summary>
    public static PlannedNetwork Fold(PlannedNetwork network)
    {
        var folded = new PlannedNetwork(PlanOf(network.Plan));
        using var guard = no_grad();
        using var scope = TensorScope.Begin();
        foreach (var layer in folded.Plan.Layers)
        {
            if (layer is Dense dense)
            {
                folded.DenseOf(dense.Name).weight!.copy_(network.DenseOf(dense.Name).weight!);
                folded.DenseOf(dense.Name).bias!.copy_(network.DenseOf(dense.Name).bias!);
            }
            else if (layer is Convolution convolution)
            {
                Fold(network.ConvolutionOf(convolution.Name), folded.ConvolutionOf(convolution.Name));
            }
        }

        folded.eval();
        return folded;
    }

    private static void Fold(PlannedConvolution from, PlannedConvolution to)
    {
        if (from.Norm is not { } norm)
        {
            to.Weight.copy_(from.Weight);
            if (from.Bias is { } bias) to.Bias!.copy_(bias);
            return;
        }

        var gain = norm.weight! / (norm.running_var! + norm.eps).sqrt();
        to.Weight.copy_(from.Weight * gain.reshape(-1, 1, 1, 1));
        to.Bias!.copy_(norm.bias! - norm.running_mean! * gain);
    }

    /// <summary>A plan with biases in place of normalisation and without dropout.</summary>
    public static NetworkPlan PlanOf(NetworkPlan plan)
    {
        var passedOn = plan.Layers.OfType<Dropping>().ToDictionary(d => d.Name, d => d.Input);
        string From(string name) => passedOn.TryGetValue(name, out var before) ? before : name;
        var layers = plan.Layers.Where(l => l is not Dropping).Select(layer => layer switch
        {
            Convolution { Offset: Offset.BatchNorm } c => c with { Input = From(c.Input), Offset = Offset.Bias },
            Convolution c => c with { Input = From(c.Input) },
            Rectifier r => r with { Input = From(r.Input) },
            Maximum m => m with { Input = From(m.Input) },
            Sum s => s with { First = From(s.First), Second = From(s.Second) },
            SpatialMean m => m with { Input = From(m.Input) },
            Flattening f => f with { Input = From(f.Input) },
            Dense d => d with { Input = From(d.Input) },
            _ => layer,
        });
        return new NetworkPlan(plan.Network, plan.Description, plan.InputSize, [.. layers]);
    }
}
