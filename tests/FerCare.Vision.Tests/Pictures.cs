using SkiaSharp;

namespace FerCare.Vision.Tests;

/// <summary>Encoded pictures for tests.</summary>
internal static class Pictures
{
    /// <summary>A picture of one colour.</summary>
    public static byte[] Plain(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg, byte grey = 128) =>
        Draw(width, height, format, canvas => canvas.Clear(new SKColor(grey, grey, grey)));

    /// <summary>A picture drawn by the caller.</summary>
    public static byte[] Draw(int width, int height, SKEncodedImageFormat format, Action<SKCanvas> draw)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        draw(surface.Canvas);
        using var picture = surface.Snapshot();
        using var encoded = picture.Encode(format, 90);
        return encoded.ToArray();
    }

    /// <summary>A picture drawn over by a colour filter: each channel times a factor plus an offset (0 to 1).</summary>
    public static byte[] WithLight(byte[] encoded, float factor, float offset)
    {
        using var image = SKImage.FromEncodedData(encoded);
        return Draw(image.Width, image.Height, SKEncodedImageFormat.Jpeg, canvas =>
        {
            using var paint = new SKPaint
            {
                ColorFilter = SKColorFilter.CreateColorMatrix([factor, 0, 0, 0, offset, 0, factor, 0, 0, offset, 0, 0, factor, 0, offset, 0, 0, 0, 1, 0]),
            };
            canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default, paint);
        });
    }

    /// <summary>Pictures drawn into one frame, each at a place and width.</summary>
    public static byte[] Compose(int width, int height, params (byte[] Encoded, float X, float Y, float Width)[] parts) =>
        Draw(width, height, SKEncodedImageFormat.Jpeg, canvas =>
        {
            canvas.Clear(new SKColor(112, 112, 112));
            foreach (var (encoded, x, y, across) in parts)
            {
                using var image = SKImage.FromEncodedData(encoded);
                canvas.DrawImage(image, SKRect.Create(x, y, across, across * image.Height / image.Width), new SKSamplingOptions(SKCubicResampler.Mitchell), null);
            }
        });

    /// <summary>Puts an Exif segment with one entry, the orientation, behind the start of a JPEG.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xff, 0xe1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }
}
