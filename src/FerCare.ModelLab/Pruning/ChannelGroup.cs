using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Pruning;

/// <summary>
/// Layers whose channels belong together: what passes channels on (depthwise convolutions, rectifiers, maxima, means) and what
/// adds them up share one group, so that removing a channel removes it everywhere (Fang et al. 2023 call it the dependency graph).
/// </summary>
/// <param name="Members">Names of the layers.</param>
/// <param name="Channels">How many channels they share.</param>
/// <param name="MayBePruned">False for the input, the heads, hidden dense layers and what is laid out in a row.</param>
public sealed record ChannelGroup(IReadOnlySet<string> Members, int Channels, bool MayBePruned)
{
    /// <summary>All groups of a network.</summary>
    public static IReadOnlyList<ChannelGroup> In(NetworkPlan plan)
    {
        var parent = plan.Layers.Select(l => l.Name).Prepend(NetworkPlan.Faces).ToDictionary(n => n);
        string Root(string name) => parent[name] == name ? name : parent[name] = Root(parent[name]);
        var fixedRoots = new List<string> { NetworkPlan.Faces };
        foreach (var layer in plan.Layers)
        {
            if (layer is Dense or Flattening) fixedRoots.Add(layer.Name);
            if (layer is Flattening) fixedRoots.Add(layer.Inputs[0]);
            if (layer is Dense or Flattening or Convolution { Depthwise: false }) continue;
            foreach (var input in layer.Inputs) parent[Root(input)] = Root(layer.Name);
        }

        var held = fixedRoots.Select(Root).ToHashSet();
        return [.. parent.Keys.GroupBy(Root).Select(g => new ChannelGroup(g.ToHashSet(), plan[g.Key].Channels, !held.Contains(g.Key)))];
    }

    /// <summary>The convolutions that make these channels, each with batch normalisation behind it.</summary>
    public IEnumerable<Convolution> MakersIn(NetworkPlan plan) => plan.Layers.OfType<Convolution>().Where(c => !c.Depthwise && Members.Contains(c.Name));
}
