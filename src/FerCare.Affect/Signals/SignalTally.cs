namespace FerCare.Affect.Signals;

/// <summary>
/// Sums and weights per signal over some stretch of time. Every signal is a ratio of the two (the number of blinks is the sum itself), so
/// stretches can be added up, resampled and compared. Weights are seconds, except: negative affect (seconds times affect), blink rate and
/// count and label changes (minutes), blink duration and interval (blinks), lability (pairs of seconds).
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

    /// <summary>The sum of the signal so far, before it is divided by its weight.</summary>
    internal double Sum(SignalKind kind) => sums[(int)kind];

    /// <summary>Nothing at all was seen.</summary>
    internal bool IsEmpty => weights.AsSpan().IndexOfAnyExcept(0) < 0;

    /// <summary>The signal over this stretch, or null where nothing of it was seen.</summary>
    public double? Value(SignalKind kind) => ValueOf(kind, sums[(int)kind], weights[(int)kind]);

    /// <summary>The signal that some sum and weight amount to, or null without weight.</summary>
    internal static double? ValueOf(SignalKind kind, double sum, double weight) => weight <= 0 ? null : kind switch
    {
        SignalKind.HeadVelocity or SignalKind.YawSpread or SignalKind.PitchSpread => Math.Sqrt(sum / weight),
        SignalKind.BlinkCount => sum,
        _ => sum / weight,
    };

    /// <summary>Several stretches taken together.</summary>
    public static SignalTally Total(IEnumerable<SignalTally> tallies)
    {
        var total = new SignalTally();
        foreach (var tally in tallies) total.Add(tally);
        return total;
    }
}
