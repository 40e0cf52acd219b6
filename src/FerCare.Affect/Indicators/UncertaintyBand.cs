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
        Blocks[] seen = [.. components.Select(c => new Blocks([.. tallies.Select(t => t.Sum(c.Signal))], [.. tallies.Select(t => t.Weight(c.Signal))]))];
        var drawn = new List<double>(options.BootstrapRounds);
        var times = new double[tallies.Length];
        var sessions = new int[baseline.Sessions.Count];
        var z = new List<double>(components.Count);
        for (var round = 0; round < options.BootstrapRounds; round++)
        {
            Array.Clear(times);
            for (var i = 0; i < tallies.Length; i++) times[random.Next(tallies.Length)]++;
            for (var i = 0; i < sessions.Length; i++) sessions[i] = random.Next(sessions.Length);
            z.Clear();
            for (var c = 0; c < seen.Length; c++)
                if (seen[c].Drawn(components[c].Signal, times) is { } value) z.Add((int)components[c].Direction * baseline.Resampled(components[c].Signal, sessions).Z(value, options.ZLimit));
            if (z.Count > 0) drawn.Add(IndicatorIndex.Of(z, options.Correlation));
        }

        if (drawn.Count == 0) return (index, index);
        drawn.Sort();
        var tail = (1 - options.BandMass) / 2;
        return (Math.Min(index, At(drawn, tail)), Math.Max(index, At(drawn, 1 - tail)));
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Round(share * (sorted.Count - 1))];

    /// <summary>Sums and weights of one signal, block by block.</summary>
    private readonly record struct Blocks(double[] Sums, double[] Weights)
    {
        /// <summary>The value of the signal when each block is taken so many times; null where nothing of it was seen.</summary>
        public double? Drawn(SignalKind kind, double[] times)
        {
            double sum = 0, weight = 0;
            for (var i = 0; i < times.Length; i++)
            {
                sum += times[i] * Sums[i];
                weight += times[i] * Weights[i];
            }

            return SignalTally.ValueOf(kind, sum, weight);
        }
    }
}
