namespace FerCare.ModelLab.Quantising;

/// <summary>Weights as signed bytes with one scale for each output channel, symmetric about zero (Jacob et al. 2018; Krishnamoorthi 2018, section 2).</summary>
public sealed record RoundedWeights(sbyte[] Values, float[] Scales)
{
    /// <summary>Largest step either way; -128 is left out, so that the range is symmetric.</summary>
    public const int LargestStep = 127;

    /// <summary>Rounds weights laid out channel by channel.</summary>
    public static RoundedWeights Of(ReadOnlySpan<float> weights, int channels)
    {
        if (channels < 1 || weights.Length % channels != 0) throw new ArgumentException($"Expected whole channels, found {weights.Length} weights for {channels}.", nameof(channels));
        var each = weights.Length / channels;
        var values = new sbyte[weights.Length];
        var scales = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            var channel = weights.Slice(c * each, each);
            var largest = 0f;
            foreach (var w in channel) largest = Math.Max(largest, Math.Abs(w));
            scales[c] = ScaleOf(largest);
            for (var i = 0; i < each; i++) values[c * each + i] = (sbyte)Math.Clamp(MathF.Round(channel[i] / scales[c]), -LargestStep, LargestStep);
        }

        return new RoundedWeights(values, scales);
    }

    /// <summary>The scale of a channel whose largest weight is this; a channel of zeros keeps a scale that does no harm.</summary>
    public static float ScaleOf(float largest) => Math.Max(largest, 1e-6f) / LargestStep;

    /// <summary>The bias in steps of input scale times weight scale, as the integer sums of the convolution are.</summary>
    public (int[] Steps, float[] Scales) Bias(ReadOnlySpan<float> bias, float inputScale)
    {
        var steps = new int[bias.Length];
        var scales = new float[bias.Length];
        for (var c = 0; c < bias.Length; c++)
        {
            scales[c] = Scales[c] * inputScale;
            steps[c] = (int)Math.Clamp(Math.Round(bias[c] / (double)scales[c]), int.MinValue / 2, int.MaxValue / 2);
        }

        return (steps, scales);
    }
}
