using FerCare.Affect;

namespace FerCare.Clinic.Storage;

/// <summary>
/// How samples become small integers and back. SQLite stores an integer in as few bytes as it needs, so a frame takes about 45 bytes
/// and a classified sample about 28. Steps: probabilities 1/255, eye aspect ratio 0.0001, pose 0.01 degrees, displacement 0.00001 eye distances.
/// </summary>
internal static class SampleRow
{
    public const double EyeSteps = 10_000;
    public const double PoseSteps = 100;
    public const double DisplacementSteps = 100_000;
    private const int Whole = byte.MaxValue;

    /// <summary>The probabilities in 255ths that sum to exactly 255: rounded down, the rest goes to the largest remainders.</summary>
    public static void Quantise(EmotionProbabilities emotions, Span<byte> into)
    {
        Span<double> remainders = stackalloc double[Emotions.Count];
        var sum = 0.0;
        foreach (var share in emotions.InClassOrder) sum += share;
        var left = Whole;
        for (var i = 0; i < Emotions.Count; i++)
        {
            var exact = emotions.InClassOrder[i] / sum * Whole;
            into[i] = (byte)Math.Floor(exact);
            remainders[i] = exact - into[i];
            left -= into[i];
        }

        for (; left > 0; left--)
        {
            var largest = 0;
            for (var i = 1; i < Emotions.Count; i++) if (remainders[i] > remainders[largest]) largest = i;
            into[largest]++;
            remainders[largest] = -1;
        }
    }

    /// <summary>Reads back what <see cref="Quantise"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The seven do not sum to 255.</exception>
    public static EmotionProbabilities Restore(ReadOnlySpan<byte> quantised)
    {
        Span<float> shares = stackalloc float[Emotions.Count];
        var sum = 0;
        for (var i = 0; i < Emotions.Count; i++)
        {
            sum += quantised[i];
            shares[i] = quantised[i] / (float)Whole;
        }

        return sum == Whole ? new EmotionProbabilities(shares) : throw new InvalidDataException($"Stored probabilities: expected a sum of {Whole}, found {sum}.");
    }

    /// <summary>A figure as a whole number of steps; null where it is missing or not finite.</summary>
    public static long? Scaled(double? value, double steps) => value is { } known && double.IsFinite(known) ? (long)Math.Round(known * steps) : null;
}
