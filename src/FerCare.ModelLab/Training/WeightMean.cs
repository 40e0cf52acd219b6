using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>
/// The mean of the weights of networks that were trained on from one another. Where they lie in one valley it answers better than each of
/// them and costs no time at use (Izmailov et al. 2018; Wortsman et al. 2022, "Model soups").
/// </summary>
public static class WeightMean
{
    /// <summary>The averaged weights of one run, or the mean of those of several, without batch normalisation.</summary>
    /// <param name="folders">Checkpoint folders.</param>
    /// <param name="best">Of each run the best epoch on the held-out part, not the last.</param>
    /// <exception cref="LabDataException">One holds no checkpoint, or they are of different plans.</exception>
    public static PlannedNetwork OfRuns(IReadOnlyList<string> folders, bool best = false)
    {
        var networks = new List<PlannedNetwork>();
        try
        {
            foreach (var folder in folders)
            {
                using var trained = Checkpoint.LoadAverage(folder, best);
                networks.Add(Folding.Fold(trained));
            }

            return Of(networks, folders);
        }
        finally
        {
            networks.ForEach(n => n.Dispose());
        }
    }

    /// <param name="folded">Networks of one plan, without batch normalisation: their weights and biases mean the same in each.</param>
    /// <param name="sources">Where each comes from, for messages.</param>
    /// <returns>A network of its own.</returns>
    /// <exception cref="LabDataException">They are of different plans.</exception>
    public static PlannedNetwork Of(IReadOnlyList<PlannedNetwork> folded, IReadOnlyList<string>? sources = null)
    {
        if (folded.Count == 0) throw new ArgumentException("Networks to average: expected at least one, found none.", nameof(folded));
        var plan = folded[0].Plan;
        var json = plan.ToJson();
        for (var i = 1; i < folded.Count; i++)
            if (folded[i].Plan.ToJson() != json) throw new LabDataException($"{NameOf(i)}: expected the network of {NameOf(0)}, {Told(plan)}, found {Told(folded[i].Plan)} ({PlanDifference.Between(plan, folded[i].Plan)}).");
        var mean = new PlannedNetwork(plan);
        using var guard = no_grad();
        using var scope = TensorScope.Begin();
        var states = folded.Select(n => n.state_dict()).ToArray();
        foreach (var (name, weight) in mean.state_dict()) weight.copy_(stack(states.Select(s => s[name])).mean([0L]));
        mean.eval();
        return mean;

        string NameOf(int i) => sources?[i] ?? $"network {i + 1} of those to average";
    }

    /// <summary>Two that were pruned differently read alike but for what they cost.</summary>
    private static string Told(NetworkPlan plan) => FormattableString.Invariant($"'{plan}' with {NetworkCost.Of(plan).Parameters:N0} parameters");
}
