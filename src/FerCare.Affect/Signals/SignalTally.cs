namespace FerCare.Affect.Signals;

/// <summary>
/// Sums and weights per signal over some stretch of time. Every signal is a ratio of the two, so stretches can be added up,
/// resampled and compared. Weights are seconds, except: negative affect (seconds times affect), blink rate (minutes), blink duration (blinks).
/// </summary>
public sealed class SignalTally
{
    private readonly double[] sums = new double[SignalKinds.All.Count];
    private readonly double[] weights = new double[SignalKinds.All.Count];

    internal void Add(SignalKind kind, double sum, double weight)
    {
        sums[(int)kind] += sum;
        weights[(int)kind] += weight;
    }

    internal void Add(SignalTally other)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += other.sums[i];
            weights[i] += other.weights[i];
        }
    }

    /// <summary>What the signal's mean is weighted with so far.</summary>
    public double Weight(SignalKind kind) => weights[(int)kind];

    /// <summary>The signal over this stretch, or null where nothing of it was seen.</summary>
    public double? Value(SignalKind kind)
    {
        if (weights[(int)kind] <= 0) return null;
        var mean = sums[(int)kind] / weights[(int)kind];
        return kind == SignalKind.HeadVelocity ? Math.Sqrt(mean) : mean;
    }

    /// <summary>Several stretches taken together.</summary>
    public static SignalTally Total(IEnumerable<SignalTally> tallies)
    {
        var total = new SignalTally();
        foreach (var tally in tallies) total.Add(tally);
        return total;
    }
}
