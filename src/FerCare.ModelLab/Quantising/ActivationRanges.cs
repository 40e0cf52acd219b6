using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Quantising;

/// <summary>The interval of values that unsigned bytes stand for: x = (q - zero) * scale.</summary>
public readonly record struct ByteRange
{
    /// <summary>Covers <paramref name="low"/> to <paramref name="high"/> and zero, which is always represented exactly.</summary>
    public ByteRange(float low, float high)
    {
        if (!float.IsFinite(low) || !float.IsFinite(high) || low > high) throw new ArgumentException($"Expected a finite range, found {low} to {high}.");
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        Scale = Math.Max(high - low, 1e-6f) / byte.MaxValue;
        Zero = (byte)Math.Clamp(MathF.Round(-low / Scale), 0, byte.MaxValue);
    }

    /// <summary>Width of one step.</summary>
    public float Scale { get; }

    /// <summary>The byte that stands for 0; 0 itself behind a rectifier, which lets ONNX Runtime take the rectifier into the convolution.</summary>
    public byte Zero { get; }
}

/// <summary>
/// Which pictures of a folded network are rounded to bytes, and how: the input, every convolution that is not only read by a
/// rectifier, every rectifier and sum; a maximum, a change of size and the rectifier of a rounded sum keep the range of what they
/// read. Means and dense layers stay in single precision.
/// </summary>
public sealed class ActivationRanges
{
    private readonly Dictionary<string, ByteRange> ranges;

    /// <param name="plan">A folded network.</param>
    /// <param name="found">A range for each of its <see cref="PlacesIn"/>.</param>
    public ActivationRanges(NetworkPlan plan, IReadOnlyDictionary<string, ByteRange> found)
    {
        foreach (var place in PlacesIn(plan))
            if (!found.ContainsKey(place)) throw new ArgumentException($"Expected a range for {place}.", nameof(found));
        ranges = new Dictionary<string, ByteRange>(found);
        foreach (var passing in plan.Layers.Where(l => l is Maximum or Resized || IsOfRoundedSum(l, plan)))
            if (ranges.TryGetValue(passing.Inputs[0], out var range)) ranges[passing.Name] = range;
    }

    /// <summary>The range of a layer's output; null where it is not rounded.</summary>
    public ByteRange? this[string layer] => ranges.TryGetValue(layer, out var range) ? range : null;

    /// <summary>Whether a layer rectifies a sum that is rounded itself, so that on bytes it is no more than a lower bound.</summary>
    public static bool IsOfRoundedSum(Layer layer, NetworkPlan plan) =>
        layer is Rectifier r && plan.Layers.FirstOrDefault(l => l.Name == r.Input) is Sum sum && IsRounded(sum, plan);

    private static bool IsRounded(Sum sum, NetworkPlan plan) => plan.ReadersOf(sum.Name).ToArray() is not [Rectifier];

    /// <summary>Layers whose outputs need a range of their own.</summary>
    public static IReadOnlyList<string> PlacesIn(NetworkPlan plan)
    {
        var places = plan.Layers.Where(layer => layer switch
        {
            Convolution c => plan.ReadersOf(c.Name).ToArray() is not [Rectifier],
            Rectifier r => plan[r.Name].Height * plan[r.Name].Width > 1 && !IsOfRoundedSum(r, plan),
            Sum s => IsRounded(s, plan),
            _ => false,
        }).Select(l => l.Name);
        return [NetworkPlan.Faces, .. places];
    }
}
