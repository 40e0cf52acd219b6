using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Networks;

public sealed class PlannedNetworkTests
{
    [Fact]
    public void A_residual_block_that_starts_silent_gives_at_first_what_it_reads_and_learns_from_the_first_step()
    {
        var plan = new PlanBuilder();
        var x = plan.Rectified("stem", NetworkPlan.Faces, 8, 3, 2);
        var block = plan.Sum("block", plan.Silent("last", plan.Rectified("first", x, 8, 3), 8, 1), x);
        using var network = new PlannedNetwork(plan.WithHeads(plan.SpatialMean(block), "small", "", 48));
        using var scope = TensorScope.Begin();
        var seen = new Dictionary<string, Tensor>();
        network.Watcher = (layer, y) => seen[layer.Name] = y;
        network.train();

        var (labels, _) = network.call(Pictures.Of(SyntheticFaces.Of(8, seed: 3), [0, 1, 2, 3, 4, 5, 6, 7]));
        labels[.., 0].sum().backward();

        (seen["block"] - seen[x]).abs().max().item<float>().ShouldBe(0);
        network.ConvolutionOf("last").Norm!.weight!.grad!.abs().max().item<float>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_block_of_ResNet50_starts_silent_and_none_of_Xception()
    {
        static int Silent(NetworkPlan plan) => plan.Layers.OfType<Convolution>().Count(c => c.StartsSilent);

        Silent(Baselines.ResNet50(dropout: 0)).ShouldBe(3 + 4 + 6 + 3);
        Silent(XceptionShape.Reference.Plan(dropout: 0)).ShouldBe(0);
    }
}
