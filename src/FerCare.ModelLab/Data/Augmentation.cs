namespace FerCare.ModelLab.Data;

/// <summary>How training faces are varied. The spread covers what Dlib's landmarks leave after alignment (roll 9 degrees, 3-5 of 48 pixels).</summary>
public sealed record AugmentationOptions
{
    /// <summary>Largest in-plane rotation either way, degrees.</summary>
    public double RotationDegrees { get; init; } = 15;

    /// <summary>Largest change of size either way, share.</summary>
    public double Scale { get; init; } = 0.2;

    /// <summary>Largest shift either way, share of the side.</summary>
    public double Shift { get; init; } = 0.12;

    /// <summary>Largest change of brightness either way, share of the full range.</summary>
    public double Brightness { get; init; } = 0.2;

    /// <summary>Largest change of contrast either way, share.</summary>
    public double Contrast { get; init; } = 0.3;

    /// <summary>Probability that a rectangle is erased (Zhong et al. 2020).</summary>
    public double ErasingProbability { get; init; } = 0.25;

    /// <summary>Probability that a face stays as it is but for mirroring: every other one is drawn anew between its pixels, and so a little softer than in use.</summary>
    public double PlainProbability { get; init; }

    /// <summary>The same with every spread and the erasing multiplied by a share, 0 to 1.</summary>
    public AugmentationOptions Times(double share) => this with
    {
        RotationDegrees = RotationDegrees * share, Scale = Scale * share, Shift = Shift * share,
        Brightness = Brightness * share, Contrast = Contrast * share, ErasingProbability = ErasingProbability * share,
    };
}

/// <summary>Draws a random affine view of a face, mirrored half of the time, with changed light and sometimes an erased rectangle.</summary>
public sealed class Augmentation(AugmentationOptions options, Random random)
{
    /// <summary>A pixel reaches the network as pixel * scale + offset: -1..1.</summary>
    public const float PixelScale = 1 / 127.5f, PixelOffset = -1;

    private const int Side = FaceSet.Side;

    /// <summary>Writes the varied face as pixels in -1..1.</summary>
    public void Draw(ReadOnlySpan<byte> face, Span<float> target)
    {
        if (options.PlainProbability > 0 && random.NextDouble() < options.PlainProbability)
        {
            Plain(face, target);
            if (random.NextDouble() < 0.5) Mirror(target);
            return;
        }

        var angle = Symmetric(options.RotationDegrees) * Math.PI / 180;
        var scale = 1 + Symmetric(options.Scale);
        var mirror = random.NextDouble() < 0.5 ? -1 : 1;
        double shiftX = Symmetric(options.Shift) * Side, shiftY = Symmetric(options.Shift) * Side;
        double cos = Math.Cos(angle) / scale, sin = Math.Sin(angle) / scale;
        var gain = (float)((1 + Symmetric(options.Contrast)) / 127.5);
        var lift = (float)(2 * Symmetric(options.Brightness));
        const double middle = (Side - 1) / 2.0;
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                double dx = (x - middle - shiftX) * mirror, dy = y - middle - shiftY;
                var value = Bilinear(face, (float)(middle + cos * dx + sin * dy), (float)(middle - sin * dx + cos * dy));
                target[y * Side + x] = Math.Clamp((value - 127.5f) * gain + lift, -1f, 1f);
            }
        }

        if (random.NextDouble() < options.ErasingProbability) Erase(target);
    }

    /// <summary>The face as it is, pixels in -1..1.</summary>
    public static void Plain(ReadOnlySpan<byte> face, Span<float> target)
    {
        for (var i = 0; i < face.Length; i++) target[i] = face[i] * PixelScale + PixelOffset;
    }

    private static void Mirror(Span<float> face)
    {
        for (var y = 0; y < Side; y++) face.Slice(y * Side, Side).Reverse();
    }

    private double Symmetric(double largest) => (2 * random.NextDouble() - 1) * largest;

    private void Erase(Span<float> target)
    {
        int width = random.Next(6, 20), height = random.Next(6, 20);
        int left = random.Next(Side - width), top = random.Next(Side - height);
        var fill = (float)Symmetric(1);
        for (var y = top; y < top + height; y++) target.Slice(y * Side + left, width).Fill(fill);
    }

    private static float Bilinear(ReadOnlySpan<byte> face, float x, float y)
    {
        x = Math.Clamp(x, 0, Side - 1);
        y = Math.Clamp(y, 0, Side - 1);
        int x0 = Math.Min((int)x, Side - 2), y0 = Math.Min((int)y, Side - 2);
        float fx = x - x0, fy = y - y0;
        var at = y0 * Side + x0;
        var above = face[at] + fx * (face[at + 1] - face[at]);
        var below = face[at + Side] + fx * (face[at + Side + 1] - face[at + Side]);
        return above + fy * (below - above);
    }
}
