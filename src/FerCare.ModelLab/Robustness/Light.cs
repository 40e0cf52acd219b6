namespace FerCare.ModelLab.Robustness;

/// <summary>Distortions of brightness, pixel by pixel.</summary>
public static class Light
{
    /// <summary>The exponent between stored grey and light (sRGB is close to it).</summary>
    private const double Gamma = 2.2;

    private const double White = 255;

    /// <summary>Light halved for every stop; the sensor's noise in the dark is not imitated.</summary>
    public static void Darken(ReadOnlySpan<byte> face, double stops, Random random, Span<byte> distorted) => Expose(face, -stops, distorted);

    /// <summary>Light doubled for every stop, cut off at white.</summary>
    public static void Brighten(ReadOnlySpan<byte> face, double stops, Random random, Span<byte> distorted) => Expose(face, stops, distorted);

    /// <summary>Normal noise, independent in every pixel, cut off at black and white.</summary>
    public static void AddNoise(ReadOnlySpan<byte> face, double deviation, Random random, Span<byte> distorted)
    {
        for (var i = 0; i < face.Length; i++)
        {
            // Box and Muller 1958; 1 - u keeps the logarithm finite.
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            distorted[i] = (byte)Math.Clamp(Math.Round(face[i] + deviation * normal), 0, White);
        }
    }

    private static void Expose(ReadOnlySpan<byte> face, double stops, Span<byte> distorted)
    {
        // Light times 2^stops is stored grey times 2^(stops / gamma).
        var gain = Math.Pow(2, stops / Gamma);
        for (var i = 0; i < face.Length; i++) distorted[i] = (byte)Math.Min(White, Math.Round(face[i] * gain));
    }
}
