namespace FerCare.Affect;

/// <summary>Seven probabilities, one per <see cref="Emotion"/>, that sum to 1 (within 0.01).</summary>
public sealed class EmotionProbabilities : IEquatable<EmotionProbabilities>
{
    private const double SumTolerance = 0.01;
    private readonly float[] shares;

    /// <summary>Takes seven values in class order.</summary>
    /// <exception cref="ArgumentException">Not seven, not finite, outside 0..1, or their sum is not 1.</exception>
    public EmotionProbabilities(params ReadOnlySpan<float> inClassOrder)
    {
        if (inClassOrder.Length != Emotions.Count)
            throw new ArgumentException($"Expected {Emotions.Count} probabilities, found {inClassOrder.Length}.", nameof(inClassOrder));
        var sum = 0.0;
        foreach (var share in inClassOrder)
        {
            if (!(share is >= 0 and <= 1)) throw new ArgumentException($"Expected probabilities in 0..1, found {share}.", nameof(inClassOrder));
            sum += share;
        }

        if (Math.Abs(sum - 1) > SumTolerance) throw new ArgumentException($"Expected probabilities that sum to 1, found a sum of {sum:F3}.", nameof(inClassOrder));
        shares = inClassOrder.ToArray();
    }

    /// <summary>The probability of one emotion.</summary>
    public float this[Emotion emotion] => shares[(int)emotion];

    /// <summary>All seven, in class order.</summary>
    public ReadOnlySpan<float> InClassOrder => shares;

    /// <summary>The most probable emotion; the earlier class where two are equal.</summary>
    public Emotion Top => LeadingOf(shares);

    /// <summary>p(happy) - max(p(sad), p(angry), p(fear), p(disgust)), in -1..1: a proxy for valence, not for arousal.</summary>
    public double Valence => this[Emotion.Happy] - Math.Max(Math.Max(this[Emotion.Sad], this[Emotion.Angry]), Math.Max(this[Emotion.Fear], this[Emotion.Disgust]));

    /// <summary>The softmax of seven logits in class order.</summary>
    public static EmotionProbabilities FromLogits(ReadOnlySpan<float> logits, float temperature = 1)
    {
        if (logits.Length != Emotions.Count) throw new ArgumentException($"Expected {Emotions.Count} logits, found {logits.Length}.", nameof(logits));
        if (!(temperature > 0)) throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0.");
        var highest = float.NegativeInfinity;
        foreach (var logit in logits) highest = Math.Max(highest, logit);
        Span<float> shares = stackalloc float[Emotions.Count];
        var sum = 0f;
        for (var i = 0; i < shares.Length; i++) sum += shares[i] = MathF.Exp((logits[i] - highest) / temperature);
        foreach (ref var share in shares) share /= sum;
        return new EmotionProbabilities(shares);
    }

    /// <summary>The emotion with the highest of seven values in class order; the earlier class where two are equal.</summary>
    internal static Emotion LeadingOf(ReadOnlySpan<float> inClassOrder)
    {
        var leading = 0;
        for (var i = 1; i < inClassOrder.Length; i++) if (inClassOrder[i] > inClassOrder[leading]) leading = i;
        return (Emotion)leading;
    }

    public bool Equals(EmotionProbabilities? other) => other is not null && shares.AsSpan().SequenceEqual(other.shares);

    public override bool Equals(object? obj) => Equals(obj as EmotionProbabilities);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var share in shares) hash.Add(share);
        return hash.ToHashCode();
    }

    public override string ToString() => $"{Top.NameOf()} {shares.Max():P0}";
}
