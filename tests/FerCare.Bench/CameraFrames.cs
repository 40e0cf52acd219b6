using FerCare.Affect;
using FerCare.Samples;
using SkiaSharp;

namespace FerCare.Bench;

/// <summary>Frames as a browser sends them, JPEG: the scripted patient in a room, some seconds in a circle.</summary>
internal sealed class CameraFrames
{
    public const int FrameMs = 1000 / ScriptedPatient.FramesPerSecond;
    private const int Seconds = 6;

    // As wwwroot/js encodes. The textured room makes some 30 KB of a frame of 640x480: rather more than a webcam's 20.
    private const int Quality = 70;
    private const float PatientSide = 280, DrawnFace = 210;

    // Of the camera that a region is cut from; the scene is 640x480.
    private const float CameraScale = 2, RegionPerFace = 1.6f;
    private readonly byte[][] frames;

    private CameraFrames(string size, byte[][] frames)
    {
        Size = size;
        this.frames = frames;
    }

    public string Size { get; }

    /// <summary>Mean of a frame's bytes.</summary>
    public double MeanBytes => frames.Average(f => (double)f.Length);

    public byte[] this[int number] => frames[number % frames.Length];

    /// <summary>The whole picture.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="closeness">1 for a face of some 210 pixels in a frame of 640x480, as at 60 cm from a webcam; less for one farther off.</param>
    public static CameraFrames Whole(int width, int height, float closeness = 1) =>
        Draw(width, height, SKRect.Create(ScriptedPatient.FrameWidth, ScriptedPatient.FrameHeight), closeness);

    /// <summary>Only a square around the face, in the pixels of a camera of 1280x960.</summary>
    public static CameraFrames Region(float closeness)
    {
        var side = DrawnFace * RegionPerFace * closeness;
        var pixels = (int)(side * CameraScale);
        return Draw(pixels, pixels, SKRect.Create((ScriptedPatient.FrameWidth - side) / 2, (ScriptedPatient.FrameHeight - side) / 2, side, side), closeness);
    }

    private static CameraFrames Draw(int width, int height, SKRect view, float closeness)
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 2), (Emotion.Happy, 2), (Emotion.Sad, 2));
        // The scripted patient stands before a plain ground, which is cheaper to decode than what a camera sees: texture of several scales.
        using var room = new SKPaint { Shader = SKShader.CreatePerlinNoiseFractalNoise(0.06f, 0.06f, 5, 1) };
        var count = Seconds * ScriptedPatient.FramesPerSecond;
        return new CameraFrames($"{width}x{height}", [.. Enumerable.Range(0, count).Select(i => Encoded(patient.Frame(TimeSpan.FromSeconds((double)i / ScriptedPatient.FramesPerSecond), 100)))]);

        byte[] Encoded(byte[] drawn)
        {
            using var surface = SKSurface.Create(new SKImageInfo(width, height));
            using var image = SKImage.FromEncodedData(drawn);
            surface.Canvas.Scale(width / view.Width, height / view.Height);
            surface.Canvas.Translate(-view.Left, -view.Top);
            surface.Canvas.Clear(new SKColor(112, 112, 112));
            surface.Canvas.DrawPaint(room);
            surface.Canvas.DrawImage(image, Middle(PatientSide), Middle(PatientSide * closeness), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), null);
            using var picture = surface.Snapshot();
            using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, Quality);
            return encoded.ToArray();
        }
    }

    private static SKRect Middle(float side) => SKRect.Create((ScriptedPatient.FrameWidth - side) / 2, (ScriptedPatient.FrameHeight - side) / 2, side, side);
}
