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
        // A pause is no moment of the session that could have been seen instead of another.
        SignalTally[] tallies = [.. blocks.Select(b => b.Tally).Where(t => !t.IsEmpty)];
        var drawn = new List<double>(options.BootstrapRounds);
        var times = new int[tallies.Length];
        for (var round = 0; round < options.BootstrapRounds; round++)
        {
            Array.Clear(times);
            for (var i = 0; i < tallies.Length; i++) times[random.Next(tallies.Length)]++;
            var figures = baseline.Resampled(random);
            var z = new List<double>(components.Count);
            foreach (var component in components)
                if (Drawn(component.Signal, tallies, times) is { } value) z.Add((int)component.Direction * figures[component.Signal].Z(value, options.ZLimit));
            if (z.Count > 0) drawn.Add(IndicatorIndex.Of(z, options.Correlation));
        }

        if (drawn.Count == 0) return (index, index);
        drawn.Sort();
        var tail = (1 - options.BandMass) / 2;
        return (Math.Min(index, At(drawn, tail)), Math.Max(index, At(drawn, 1 - tail)));
    }

    /// <summary>The value of a signal when each block is taken so many times.</summary>
    private static double? Drawn(SignalKind kind, SignalTally[] tallies, int[] times)
    {
        double sum = 0, weight = 0;
        for (var i = 0; i < times.Length; i++)
        {
            sum += times[i] * tallies[i].Sum(kind);
            weight += times[i] * tallies[i].Weight(kind);
        }

        return SignalTally.ValueOf(kind, sum, weight);
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Round(share * (sorted.Count - 1))];
}
