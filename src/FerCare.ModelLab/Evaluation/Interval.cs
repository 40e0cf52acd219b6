namespace FerCare.ModelLab.Evaluation;

/// <summary>A 95 % confidence interval of a share (0 to 1) or of a difference of two (-1 to 1); not in percent.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The normal quantile that leaves 2.5 % on either side.</summary>
    public const double Quantile = 1.959964;

    /// <summary>Wilson's score interval of a share (Wilson 1927); 0 to 1 where nothing was counted.</summary>
    public static Interval OfShare(int right, int count)
    {
        if (right < 0 || right > count) throw new ArgumentOutOfRangeException(nameof(right), right, $"Expected 0 to {count}.");
        if (count == 0) return new Interval(0, 1);
        const double square = Quantile * Quantile;
        double share = (double)right / count, scale = 1 + square / count;
        var middle = (share + square / (2 * count)) / scale;
        var half = Quantile / scale * Math.Sqrt(share * (1 - share) / count + square / (4.0 * count * count));
        return new Interval(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>Of the mean of independent per-class recalls (normal approximation, each class its own binomial); values stay in 0..1.</summary>
    public static Interval OfBalancedAccuracy(ConfusionMatrix matrix)
    {
        var classes = matrix.Classes.Where(c => c.Count > 0).ToArray();
        if (classes.Length == 0) return new Interval(0, 1);
        var variance = classes.Sum(c => c.Recall!.Value * (1 - c.Recall.Value) / c.Count) / (classes.Length * classes.Length);
        var half = Quantile * Math.Sqrt(variance);
        return new Interval(Math.Max(0, matrix.BalancedAccuracy - half), Math.Min(1, matrix.BalancedAccuracy + half));
    }
}
