namespace FerCare.ModelLab.Networks;

/// <summary>What a network costs: learned numbers (batch normalisation folded), and multiplications with addition for one face.</summary>
public readonly record struct NetworkCost(long Parameters, long MultiplyAdds)
{
    /// <summary>Whether it is at most <paramref name="limit"/> in both.</summary>
    public bool Within(NetworkCost limit) => Parameters <= limit.Parameters && MultiplyAdds <= limit.MultiplyAdds;

    /// <summary>Counts convolutions and dense layers; sums, maxima and rectifiers are not multiplications.</summary>
    public static NetworkCost Of(NetworkPlan plan)
    {
        long parameters = 0, multiplyAdds = 0;
        foreach (var layer in plan.Layers)
        {
            var (weights, bias, places) = layer switch
            {
                Convolution c => (WeightsOf(plan, c), c.Offset == Offset.None ? 0 : c.Channels, (long)plan[c.Name].Height * plan[c.Name].Width),
                Dense d => ((long)plan[d.Input].Channels * d.Channels, d.Channels, 1L),
                _ => (0L, 0, 0L),
            };
            parameters += weights + bias;
            multiplyAdds += weights * places;
        }

        return new NetworkCost(parameters, multiplyAdds);
    }

    private static long WeightsOf(NetworkPlan plan, Convolution c) => (long)c.Kernel * c.Kernel * c.Channels * (c.Depthwise ? 1 : plan[c.Input].Channels);
}
