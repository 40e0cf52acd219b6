using FerCare.Vision.Decoding;
using SkiaSharp;

namespace FerCare.Vision;

/// <summary>Reads a drawn picture once, so that the first frame of a patient does not wait for code to be compiled and models to be paged in.</summary>
public static class WarmUp
{
    private const int Width = 640, Height = 480;

    /// <summary>Takes the way of a frame: decoding, searching, landmarks, the network.</summary>
    public static void WithDrawnPicture(this FaceReader reader, VisionModels models)
    {
        var encoded = Draw();
        for (var i = 0; i < 3; i++) reader.Read(encoded, new FaceTrack(), classify: true);
        reader.ReadCrop(encoded);
        using var finder = models.CreateFinder();
        finder.Landmarks(new GreyImage(Width, Height), new Locating.FaceSquare(220, 140, 200, 200));
    }

    private static byte[] Draw()
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        using var paint = new SKPaint();
        surface.Canvas.Clear(SKColors.Gray);
        for (var i = 0; i < 40; i++)
        {
            paint.Color = new SKColor((byte)(i * 41), (byte)(i * 17), (byte)(i * 29));
            surface.Canvas.DrawCircle(i * 97 % Width, i * 53 % Height, 30, paint);
        }

        using var picture = surface.Snapshot();
        using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, 70);
        return encoded.ToArray();
    }
}
