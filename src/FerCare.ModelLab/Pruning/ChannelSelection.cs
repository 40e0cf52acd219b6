using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Pruning;

/// <summary>Which channels of each group stay, in ascending order.</summary>
public sealed class ChannelSelection
{
    /// <summary>
    /// What stays is a multiple of this: ONNX Runtime's int8 depthwise kernel reads 16 channels at once, and a layer of 40 takes
    /// longer than one of 80 (docs/decisions/0007).
    /// </summary>
    public const int Block = 16;

    /// <summary>A group keeps at least this share of its channels: no layer is cut off.</summary>
    public const double SmallestShare = 0.25;

    private readonly Dictionary<string, int[]> staying = [];

    private ChannelSelection(IEnumerable<(ChannelGroup Group, int[] Channels)> groups)
    {
        foreach (var (group, channels) in groups)
            foreach (var member in group.Members) staying[member] = channels;
    }

    /// <summary>The channels of a layer's output that stay.</summary>
    public int[] this[string layer] => staying[layer];

    /// <summary>
    /// Removes what is left over from whole blocks, then, again and again, the block of least important channels for the multiply-adds and parameters it frees, until the
    /// network is small enough.
    /// </summary>
    /// <param name="plan">The network.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="importance">Of each channel of the groups that may be pruned.</param>
    /// <param name="wanted">The most that it may cost.</param>
    /// <exception cref="ArgumentException">Nothing is left to remove before the network is small enough.</exception>
    public static ChannelSelection Until(NetworkPlan plan, IReadOnlyList<ChannelGroup> groups, IReadOnlyDictionary<ChannelGroup, double[]> importance, NetworkCost wanted)
    {
        var order = importance.ToDictionary(g => g.Key, g => Enumerable.Range(0, g.Key.Channels).OrderBy(c => g.Value[c]).ToArray());
        var kept = groups.ToDictionary(g => g, g => g.MayBePruned && g.Channels > Block ? g.Channels / Block * Block : g.Channels);
        var whole = NetworkCost.Of(plan);
        var cost = NetworkCost.Of(Selected().Apply(plan));
        while (!cost.Within(wanted))
        {
            var cheapest = order.Keys
                .Where(g => Fewer(g) >= Math.Max(Block, SmallestShare * g.Channels))
                .Select(g => (Group: g, Price: Price(g), Freed: Freed(g)))
                .OrderBy(g => g.Price / g.Freed)
                .FirstOrDefault();
            if (cheapest.Group is null) throw new ArgumentException($"No channels are left to remove at {cost.Parameters:N0} parameters and {cost.MultiplyAdds:N0} multiply-adds.");
            kept[cheapest.Group] = Fewer(cheapest.Group);
            cost = NetworkCost.Of(Selected().Apply(plan));
        }

        return Selected();

        int Fewer(ChannelGroup g) => (kept[g] - 1) / Block * Block;

        double Price(ChannelGroup g) => order[g][(g.Channels - kept[g])..(g.Channels - Fewer(g))].Sum(c => importance[g][c]);

        // Only what is still too much counts, each as a share of what the network had.
        double Freed(ChannelGroup g)
        {
            var before = kept[g];
            kept[g] = Fewer(g);
            var less = NetworkCost.Of(Selected().Apply(plan));
            kept[g] = before;
            return (cost.Parameters > wanted.Parameters ? (double)(cost.Parameters - less.Parameters) / whole.Parameters : 0)
                + (cost.MultiplyAdds > wanted.MultiplyAdds ? (double)(cost.MultiplyAdds - less.MultiplyAdds) / whole.MultiplyAdds : 0);
        }

        ChannelSelection Selected() => new(groups.Select(g => (g, order.TryGetValue(g, out var ranked)
            ? ranked[(g.Channels - kept[g])..].Order().ToArray() : Enumerable.Range(0, g.Channels).ToArray())));
    }

    /// <summary>The plan with the channels gone.</summary>
    public NetworkPlan Apply(NetworkPlan plan) => new(plan.Network, plan.Description, plan.InputSize,
        [.. plan.Layers.Select(layer => layer is Convolution c ? c with { Channels = staying[c.Name].Length } : layer)]);
}
