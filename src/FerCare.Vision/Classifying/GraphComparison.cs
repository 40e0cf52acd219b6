using FerCare.Affect;
using Microsoft.ML.OnnxRuntime;

namespace FerCare.Vision.Classifying;

/// <summary>Whether two forms of a network answer alike, on a few made-up faces that are the same everywhere.</summary>
internal static class GraphComparison
{
    /// <summary>
    /// Largest difference of a probability. Rounding of int8 steps makes up to 0.023 over 600 faces, single precision under
    /// 0.000001 (own measurement); a graph made for another processor is far beyond.
    /// </summary>
    public const double Tolerance = 0.05;

    private const int Side = FaceAligner.Side;

    /// <summary>Largest difference of any probability of any head between two sessions of one manifest.</summary>
    public static double LargestDifference(InferenceSession one, InferenceSession other, ModelManifest manifest)
    {
        using var options = new RunOptions();
        using var first = new BoundFace(one, manifest);
        using var second = new BoundFace(other, manifest);
        var largest = 0.0;
        foreach (var face in Probes())
        {
            first.Run(face, options);
            second.Run(face, options);
            for (var head = 0; head < manifest.Heads.Count; head++) largest = Math.Max(largest, LargestDifference(first.Logits(head), second.Logits(head)));
        }

        return largest;
    }

    private static double LargestDifference(ReadOnlySpan<float> logits, ReadOnlySpan<float> others)
    {
        foreach (var logit in (ReadOnlySpan<float>)[.. logits, .. others])
            if (!float.IsFinite(logit)) return double.PositiveInfinity;
        var largest = 0.0;
        var (a, b) = (EmotionProbabilities.FromLogits(logits), EmotionProbabilities.FromLogits(others));
        foreach (var emotion in Emotions.All) largest = Math.Max(largest, Math.Abs((double)a[emotion] - b[emotion]));
        return largest;
    }

    /// <summary>Noise, a slope of light, and three ovals with eyes and mouth at different brightness.</summary>
    private static IEnumerable<byte[]> Probes()
    {
        var noise = new byte[Side * Side];
        var state = 1u;
        foreach (ref var pixel in noise.AsSpan())
        {
            // Numerical Recipes' linear congruential generator: the same on every machine and .NET version.
            state = 1664525 * state + 1013904223;
            pixel = (byte)(state >> 24);
        }

        yield return noise;
        yield return Draw((x, y) => 128 + 80 * x + 40 * y);
        foreach (var (skin, smile) in new[] { (200, 0.2), (150, -0.15), (90, 0.0) })
        {
            yield return Draw((x, y) =>
                x * x / 0.64 + y * y > 1 ? 60
                : Math.Abs(y + 0.25) < 0.08 && Math.Abs(Math.Abs(x) - 0.4) < 0.15 ? skin * 0.3
                : Math.Abs(x) < 0.4 && Math.Abs(y - 0.5 + smile * x * x / 0.16) < 0.06 ? skin * 0.4
                : skin);
        }
    }

    private static byte[] Draw(Func<double, double, double> brightness)
    {
        var face = new byte[Side * Side];
        for (var i = 0; i < face.Length; i++)
            face[i] = (byte)Math.Clamp(brightness((i % Side - 23.5) / 24, (i / Side - 23.5) / 24), 0, 255);
        return face;
    }
}
