using FerCare.ModelLab.Data;
using SkiaSharp;

namespace FerCare.ModelLab.Pipeline;

/// <summary>
/// Draws a face crop as a camera would show it: enlarged smoothly into the middle of a grey frame, its border going on and fading
/// into a plain background, and encoded as JPEG as the patient's page does. Owns its buffers: for one thread at a time.
/// </summary>
public sealed class CameraPicture : IDisposable
{
    private readonly CameraPictureOptions options;
    private readonly int margin;
    private readonly SKBitmap extended;
    private readonly SKSurface surface;

    public CameraPicture(CameraPictureOptions options)
    {
        this.options = options;
        margin = (int)Math.Ceiling(options.FadeOver * FaceSet.Side);
        extended = new SKBitmap(new SKImageInfo(FaceSet.Side + 2 * margin, FaceSet.Side + 2 * margin, SKColorType.Gray8, SKAlphaType.Opaque));
        surface = SKSurface.Create(new SKImageInfo(options.Width, options.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
    }

    /// <summary>The frame of one crop of 48x48 grey pixels, as JPEG.</summary>
    public byte[] Encode(ReadOnlySpan<byte> face)
    {
        Extend(face, extended.GetPixelSpan());
        surface.Canvas.Clear(new SKColor(options.Background, options.Background, options.Background));
        using var image = SKImage.FromPixels(extended.Info, extended.GetPixels(), extended.RowBytes);
        var side = options.Enlargement * extended.Width;
        var place = SKRect.Create((options.Width - side) / 2, (options.Height - side) / 2, side, side);
        surface.Canvas.DrawImage(image, place, new SKSamplingOptions(SKCubicResampler.Mitchell), null);
        using var picture = surface.Snapshot();
        using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, options.JpegQuality);
        return encoded.ToArray();
    }

    public void Dispose()
    {
        extended.Dispose();
        surface.Dispose();
    }

    /// <summary>The crop with its border repeated outwards, mixed with the background the farther out the more.</summary>
    private void Extend(ReadOnlySpan<byte> face, Span<byte> pixels)
    {
        for (var y = 0; y < extended.Height; y++)
        {
            for (var x = 0; x < extended.Width; x++)
            {
                int fromX = Math.Clamp(x - margin, 0, FaceSet.Side - 1), fromY = Math.Clamp(y - margin, 0, FaceSet.Side - 1);
                var outside = Math.Max(Math.Abs(x - margin - fromX), Math.Abs(y - margin - fromY));
                var share = margin == 0 ? 0 : (double)outside / margin;
                pixels[y * extended.RowBytes + x] = (byte)Math.Round(face[fromY * FaceSet.Side + fromX] * (1 - share) + options.Background * share);
            }
        }
    }
}

/// <summary>How a crop is shown to the camera; the defaults are the patient page's (640x480, JPEG at 0.7).</summary>
public sealed record CameraPictureOptions
{
    /// <summary>Width of the frame, pixels.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height of the frame, pixels.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Frame pixels for one of the crop: 5 puts the outer eye corners some 120 pixels apart.</summary>
    public float Enlargement { get; init; } = 5;

    /// <summary>Brightness of the background, 0 to 255.</summary>
    public byte Background { get; init; } = 112;

    /// <summary>Over how much of the crop's side its border goes on outwards; 0 sets the crop on the background with a hard edge.</summary>
    public double FadeOver { get; init; } = 0.5;

    /// <summary>JPEG quality, 1 to 100.</summary>
    public int JpegQuality { get; init; } = 70;
}
