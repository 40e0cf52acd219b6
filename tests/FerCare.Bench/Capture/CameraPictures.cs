using FerCare.Affect;
using FerCare.Samples;
using SkiaSharp;

namespace FerCare.Bench.Capture;

/// <summary>JPEGs as a patient's browser sends them: a scripted face that rests and smiles, encoded before anything is timed.</summary>
internal static class CameraPictures
{
    private const int Quality = 70; // what the browser's script asks for
    private const int Lossless = 100;
    private const int PerSecond = 25, Seconds = 4;
    private const int Grain = 6; // grey levels of each of two spreads: about 5 as a standard deviation

    /// <summary>Four seconds of pictures, to be repeated.</summary>
    public static byte[][] Make(int width, int height)
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, Seconds / 2), (Emotion.Happy, Seconds / 2));
        return [.. Enumerable.Range(0, PerSecond * Seconds).Select(i => FromCamera(patient.Frame(TimeSpan.FromSeconds((double)i / PerSecond), Lossless), width, height, seed: i))];
    }

    /// <summary>The picture that a camera gives at a moment.</summary>
    public static byte[] At(byte[][] pictures, double ms) => pictures[(int)(ms / 1000 * PerSecond) % pictures.Length];

    private static byte[] FromCamera(byte[] encoded, int width, int height, int seed)
    {
        using var whole = SKBitmap.Decode(encoded);
        using var sized = whole.Resize(new SKImageInfo(width, height, SKColorType.Rgba8888), new SKSamplingOptions(SKCubicResampler.Mitchell));
        AddGrain(sized.GetPixelSpan(), new Random(seed));
        using var picture = sized.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return picture.ToArray();
    }

    /// <summary>A drawn picture is smooth and packs into a quarter of what a camera's does; grain as of a sensor in room light makes up for it.</summary>
    private static void AddGrain(Span<byte> rgba, Random random)
    {
        for (var i = 0; i < rgba.Length; i += 4)
        {
            // The sum of two even spreads falls off like a bell.
            var grain = random.Next(-Grain, Grain + 1) + random.Next(-Grain, Grain + 1);
            for (var c = 0; c < 3; c++) rgba[i + c] = (byte)Math.Clamp(rgba[i + c] + grain, 0, 255);
        }
    }
}
