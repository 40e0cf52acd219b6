using SkiaSharp;

namespace FerCare.Vision.Decoding;

/// <summary>Turns a photograph upright by the rotation that the camera noted in it (Exif).</summary>
internal static class Upright
{
    /// <summary>Turns in place.</summary>
    public static void Turn(GreyImage image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default) return;
        int width = image.Width, height = image.Height;
        var stored = image.Pixels.ToArray();
        var sideways = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        if (sideways) image.Reshape(height, width);
        var pixels = image.Pixels;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (shownX, shownY) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (height - 1 - y, x),
                    SKEncodedOrigin.RightBottom => (height - 1 - y, width - 1 - x),
                    _ => (y, width - 1 - x),
                };
                pixels[shownY * image.Width + shownX] = stored[y * width + x];
            }
        }

        Array.Clear(stored); // no second copy of a picture outlives its reading
    }
}
