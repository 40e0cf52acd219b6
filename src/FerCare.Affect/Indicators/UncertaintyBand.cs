using FerCare.Affect.Signals;

namespace FerCare.Affect.Indicators;

/// <summary>The range in which the index would fall if other moments of the session and other baseline sessions had been seen.</summary>
internal static class UncertaintyBand
{
    /// <summary>
    /// Percentile bootstrap over the session's 10 s blocks and over the baseline sessions; the same inputs always give the same band.
    /// </summary>
    public static (double Low, double High) Of(
        double index, IReadOnlyList<SignalBlock> blocks, IReadOnlyList<ComponentRule> components, PatientBaseline baseline, IndicatorOptions options)
    {
        var random = new Random(options.BootstrapSeed);
        SignalTally[] tallies = [.. blocks.Select(b => b.Tally)];
        var drawn = new List<double>(options.BootstrapRounds);
        for (var round = 0; round < options.BootstrapRounds; round++)
        {
            var total = new SignalTally();
            for (var i = 0; i < tallies.Length; i++) total.Add(tallies[random.Next(tallies.Length)]);
            var figures = baseline.Resampled(random);
            var z = new List<double>(components.Count);
            foreach (var component in components)
                if (total.Value(component.Signal) is { } value) z.Add((int)component.Direction * figures[component.Signal].Z(value, options.ZLimit));
            if (z.Count > 0) drawn.Add(IndicatorIndex.Of(z, options.Correlation));
        }

        if (drawn.Count == 0) return (index, index);
        drawn.Sort();
        var tail = (1 - options.BandMass) / 2;
        return (Math.Min(index, At(drawn, tail)), Math.Max(index, At(drawn, 1 - tail)));
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Round(share * (sorted.Count - 1))];
}
