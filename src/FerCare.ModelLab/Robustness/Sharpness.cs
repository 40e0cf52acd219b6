using FerCare.ModelLab.Data;
using FerCare.Vision.Decoding;
using SkiaSharp;

namespace FerCare.ModelLab.Robustness;

/// <summary>Distortions that mix neighbouring pixels or lay them anew; beyond the crop its border goes on.</summary>
public static class Sharpness
{
    private const int Side = FaceSet.Side;

    /// <summary>A camera out of focus: a normal kernel to three deviations.</summary>
    public static void Blur(ReadOnlySpan<byte> face, double deviation, Random random, Span<byte> distorted)
    {
        var reach = (int)Math.Ceiling(3 * deviation);
        var kernel = new double[2 * reach + 1];
        for (var i = -reach; i <= reach; i++) kernel[i + reach] = Math.Exp(-i * i / (2 * deviation * deviation));
        var sum = kernel.Sum();
        var across = new double[Side * Side];
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                for (var i = -reach; i <= reach; i++)
                    across[y * Side + x] += kernel[i + reach] / sum * face[y * Side + Math.Clamp(x + i, 0, Side - 1)];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var down = 0.0;
                for (var i = -reach; i <= reach; i++) down += kernel[i + reach] / sum * across[Math.Clamp(y + i, 0, Side - 1) * Side + x];
                distorted[y * Side + x] = (byte)Math.Round(down);
            }
        }
    }

    /// <summary>A face that moves while the shutter is open: the mean along a line of a random direction.</summary>
    public static void BlurByMotion(ReadOnlySpan<byte> face, double length, Random random, Span<byte> distorted)
    {
        var image = new GreyImage(Side, Side, face);
        var (down, across) = Math.SinCos(Math.PI * random.NextDouble());
        var samples = 2 * (int)Math.Ceiling(length) + 1;
        Draw(distorted, (x, y) =>
        {
            var sum = 0.0;
            for (var i = 0; i < samples; i++)
            {
                var along = length * ((double)i / (samples - 1) - 0.5);
                sum += image.At(x + along * across, y + along * down);
            }

            return sum / samples;
        });
    }

    /// <summary>A face far away: reduced to fewer pixels, each the mean of what it covers, and enlarged again.</summary>
    public static void Coarsen(ReadOnlySpan<byte> face, double side, Random random, Span<byte> distorted)
    {
        var few = Math.Max(1, (int)Math.Round(side));
        var reduced = new GreyImage(few, few);
        for (var y = 0; y < few; y++)
            for (var x = 0; x < few; x++)
                reduced.Pixels[y * few + x] = Mean(face, (double)x * Side / few, (double)y * Side / few, (double)Side / few);
        var scale = (double)few / Side;
        Draw(distorted, (x, y) => reduced.At((x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5));
    }

    /// <summary>The crop as JPEG and back.</summary>
    public static void Compress(ReadOnlySpan<byte> face, double quality, Random random, Span<byte> distorted)
    {
        var shape = new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque);
        using var image = SKImage.FromPixelCopy(shape, face.ToArray());
        using var encoded = image.Encode(SKEncodedImageFormat.Jpeg, (int)Math.Round(quality));
        using var decoded = SKBitmap.Decode(encoded, shape);
        decoded.GetPixelSpan().CopyTo(distorted);
    }

    /// <summary>A head tilted to a shoulder, to a random side.</summary>
    public static void Rotate(ReadOnlySpan<byte> face, double degrees, Random random, Span<byte> distorted)
    {
        var image = new GreyImage(Side, Side, face);
        var (sine, cosine) = Math.SinCos((random.NextDouble() < 0.5 ? -degrees : degrees) * Math.PI / 180);
        const double middle = (Side - 1) / 2.0;
        Draw(distorted, (x, y) => image.At(middle + cosine * (x - middle) + sine * (y - middle), middle - sine * (x - middle) + cosine * (y - middle)));
    }

    private static void Draw(Span<byte> distorted, Func<int, int, double> brightness)
    {
        for (var i = 0; i < distorted.Length; i++) distorted[i] = (byte)Math.Clamp(Math.Round(brightness(i % Side, i / Side)), 0, 255);
    }

    /// <summary>Mean over a square whose sides need not lie on pixels.</summary>
    private static byte Mean(ReadOnlySpan<byte> face, double left, double top, double side)
    {
        double sum = 0, area = 0;
        for (var y = (int)top; y < Math.Min(Side, top + side); y++)
        {
            var high = Math.Min(y + 1, top + side) - Math.Max(y, top);
            for (var x = (int)left; x < Math.Min(Side, left + side); x++)
            {
                var part = high * (Math.Min(x + 1, left + side) - Math.Max(x, left));
                sum += part * face[y * Side + x];
                area += part;
            }
        }

        return (byte)Math.Round(sum / area);
    }
}
