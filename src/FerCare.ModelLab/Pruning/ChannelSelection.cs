using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Pruning;

/// <summary>Which channels of each group stay, in ascending order.</summary>
public sealed class ChannelSelection
{
    /// <summary>Channels leave in blocks of this size, so that vector units stay filled.</summary>
    public const int Block = 8;

    /// <summary>A group keeps at least this share of its channels: no layer is cut off.</summary>
    public const double SmallestShare = 0.25;

    private readonly Dictionary<string, int[]> kept = [];

    private ChannelSelection(IEnumerable<(ChannelGroup Group, int[] Kept)> groups)
    {
        foreach (var (group, channels) in groups)
            foreach (var member in group.Members) kept[member] = channels;
    }

    /// <summary>The channels of a layer's output that stay.</summary>
    public int[] this[string layer] => kept[layer];

    /// <summary>
    /// Removes, again and again, the block of least important channels for the multiply-adds and parameters it frees, until the
    /// network is small enough.
    /// </summary>
    /// <param name="plan">The network.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="importance">Of each channel of the groups that may be pruned.</param>
    /// <param name="smallEnough">Whether a cost will do.</param>
    /// <exception cref="ArgumentException">Nothing is left to remove before the network is small enough.</exception>
    public static ChannelSelection Until(NetworkPlan plan, IReadOnlyList<ChannelGroup> groups, IReadOnlyDictionary<ChannelGroup, double[]> importance, Predicate<NetworkCost> smallEnough)
    {
        var order = importance.ToDictionary(g => g.Key, g => Enumerable.Range(0, g.Key.Channels).OrderBy(c => g.Value[c]).ToArray());
        var removed = groups.ToDictionary(g => g, _ => 0);
        var cost = NetworkCost.Of(plan);
        while (!smallEnough(cost))
        {
            var cheapest = order.Keys
                .Where(g => g.Channels - removed[g] - Block >= Math.Max(Block, SmallestShare * g.Channels))
                .Select(g => (Group: g, Price: Price(g), Freed: Freed(g)))
                .OrderBy(g => g.Price / g.Freed)
                .FirstOrDefault();
            if (cheapest.Group is null) throw new ArgumentException($"No channels are left to remove at {cost.Parameters:N0} parameters and {cost.MultiplyAdds:N0} multiply-adds.");
            removed[cheapest.Group] += Block;
            cost = NetworkCost.Of(Selected().Apply(plan));
        }

        return Selected();

        double Price(ChannelGroup g) => order[g].Skip(removed[g]).Take(Block).Sum(c => importance[g][c]);

        // Parameters and multiply-adds count alike, each as a share of what the network had.
        double Freed(ChannelGroup g)
        {
            removed[g] += Block;
            var less = NetworkCost.Of(Selected().Apply(plan));
            removed[g] -= Block;
            var whole = NetworkCost.Of(plan);
            return (double)(cost.Parameters - less.Parameters) / whole.Parameters + (double)(cost.MultiplyAdds - less.MultiplyAdds) / whole.MultiplyAdds;
        }

        ChannelSelection Selected() => new(groups.Select(g => (g, order.TryGetValue(g, out var ranked)
            ? ranked[removed[g]..].Order().ToArray() : Enumerable.Range(0, g.Channels).ToArray())));
    }

    /// <summary>The plan with the channels gone.</summary>
    public NetworkPlan Apply(NetworkPlan plan) => new(plan.Network, plan.Description, plan.InputSize,
        [.. plan.Layers.Select(layer => layer is Convolution c ? c with { Channels = kept[c.Name].Length } : layer)]);
}
