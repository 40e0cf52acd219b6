using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Pruning;
using FerCare.ModelLab.Tests.Native;
using FerCare.ModelLab.Training;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Tests.Pruning;

[FinalizersHeld]
public sealed class PruningTests
{
    private static readonly NetworkPlan Plan = new XceptionShape(0.25, 1, 48, 2).Plan(dropout: 0);

    private static readonly NetworkCost Any = new(long.MaxValue, long.MaxValue);

    [Fact]
    public void Layers_that_are_added_share_one_group_and_the_inner_layers_of_a_block_have_their_own()
    {
        var groups = ChannelGroup.In(Plan);

        var stream = groups.Single(g => g.Members.Contains("entry3"));
        stream.Members.ShouldContain("middle1");
        stream.Members.ShouldContain("middle1_3");
        stream.Members.ShouldContain("entry3_shortcut");
        stream.Members.ShouldContain("exit1_depthwise");
        stream.Members.ShouldNotContain("middle1_1");
        groups.Single(g => g.Members.Contains("middle1_1")).Members.ShouldContain("middle1_2_depthwise");
        groups.Where(g => g.Members.Contains(NetworkPlan.Fer2013) || g.Members.Contains(NetworkPlan.Faces)).ShouldAllBe(g => !g.MayBePruned);
    }

    [Fact]
    public void A_pruned_network_has_fewer_channels_and_the_wanted_size()
    {
        using var network = Network(seed: 3);
        var wanted = NetworkCost.Of(Plan).Parameters / 2;

        using var smaller = Prune(network, Any with { Parameters = wanted });

        NetworkCost.Of(smaller.Plan).Parameters.ShouldBeLessThanOrEqualTo(wanted);
        smaller.parameters().Sum(p => p.numel()).ShouldBeLessThan(network.parameters().Sum(p => p.numel()) / 2 + 5000);
        smaller.Plan.Description.ShouldEndWith("pruned");
    }

    [Fact]
    public void A_network_pruned_for_multiply_adds_takes_fewer_of_them_and_every_pruned_layer_fills_the_vector_units()
    {
        using var network = Network(seed: 3);
        var wanted = NetworkCost.Of(Plan).MultiplyAdds * 3 / 5;

        using var smaller = Prune(network, Any with { MultiplyAdds = wanted });

        NetworkCost.Of(smaller.Plan).MultiplyAdds.ShouldBeLessThanOrEqualTo(wanted);
        foreach (var group in ChannelGroup.In(smaller.Plan).Where(g => g.MayBePruned))
        {
            (group.Channels % ChannelSelection.Block == 0 || group.Channels < ChannelSelection.Block).ShouldBeTrue(string.Join(", ", group.Members));
        }
    }

    [Fact]
    public void Removing_channels_that_do_nothing_changes_no_answer()
    {
        using var given = Network(seed: 5);
        using var network = Prune(given, Any);
        // Sixteen channels whose normalisation gives zero: the least important ones there can be.
        using (no_grad())
        {
            var norm = network.ConvolutionOf("middle1_1").Norm!;
            norm.weight![TensorIndex.Slice(4, 20)] = 0;
            norm.bias![TensorIndex.Slice(4, 20)] = 0;
        }

        var faces = SyntheticFaces.Of(7, seed: 1);
        var before = Answers(network, faces);
        using var smaller = Prune(network, Any with { Parameters = NetworkCost.Of(network.Plan).Parameters - 1 });

        smaller.Plan["middle1_1"].Channels.ShouldBe(network.Plan["middle1_1"].Channels - 16);
        Answers(smaller, faces).Zip(before, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public void A_network_that_cannot_become_that_small_is_refused_with_its_least_size()
    {
        using var network = Network(seed: 3);

        Should.Throw<ArgumentException>(() => Prune(network, Any with { Parameters = 0 })).Message.ShouldContain("No channels are left");
    }

    private static PlannedNetwork Prune(PlannedNetwork network, NetworkCost wanted)
    {
        var faces = SyntheticFaces.Of(14, seed: 2);
        var groups = ChannelGroup.In(network.Plan);
        var importance = ChannelImportance.Of(network, groups, faces, [.. Enumerable.Range(0, faces.Count)]);
        return Pruned.Of(network, ChannelSelection.Until(network.Plan, groups, importance, wanted));
    }

    private static PlannedNetwork Network(int seed)
    {
        manual_seed(seed);
        var network = new PlannedNetwork(Plan);
        network.eval();
        return network;
    }

    private static float[] Answers(PlannedNetwork network, FaceSet faces)
    {
        using var guard = no_grad();
        return [.. network.call(Pictures.Of(faces, [.. Enumerable.Range(0, faces.Count)])).Fer2013.data<float>()];
    }
}
