using FerCare.Affect;
using FerCare.Samples;
using SkiaSharp;

namespace FerCare.Bench;

/// <summary>A camera's frames of one size as a browser sends them, JPEG: the scripted patient's, some seconds in a circle.</summary>
internal sealed class CameraFrames
{
    public const int FrameMs = 1000 / ScriptedPatient.FramesPerSecond;
    private const int Seconds = 6;

    // As wwwroot/js encodes: some 20 KB at 640x480 of a textured room.
    private const int Quality = 70;
    private const int PatientSide = 280;
    private readonly byte[][] frames;

    private CameraFrames(int width, int height, byte[][] frames)
    {
        (Width, Height) = (width, height);
        this.frames = frames;
    }

    public int Width { get; }

    public int Height { get; }

    public string Size => $"{Width}x{Height}";

    /// <summary>Mean of a frame's bytes.</summary>
    public double MeanBytes => frames.Average(f => (double)f.Length);

    public byte[] this[int number] => frames[number % frames.Length];

    /// <summary>Draws the frames at 640x480 or reduced from that.</summary>
    public static CameraFrames Draw(int width, int height)
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 2), (Emotion.Happy, 2), (Emotion.Sad, 2));
        using var room = Room();
        var count = Seconds * ScriptedPatient.FramesPerSecond;
        return new CameraFrames(width, height, [.. Enumerable.Range(0, count).Select(i => Encoded(room, patient.Frame(TimeSpan.FromSeconds((double)i / ScriptedPatient.FramesPerSecond), 100), width, height))]);
    }

    /// <summary>The scripted patient stands before a plain ground, which is cheaper to decode than what a camera sees: texture of several scales.</summary>
    private static SKPaint Room() => new() { Shader = SKShader.CreatePerlinNoiseFractalNoise(0.06f, 0.06f, 5, 1) };

    private static byte[] Encoded(SKPaint room, byte[] drawn, int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        using var image = SKImage.FromEncodedData(drawn);
        surface.Canvas.Scale((float)width / ScriptedPatient.FrameWidth, (float)height / ScriptedPatient.FrameHeight);
        surface.Canvas.Clear(new SKColor(112, 112, 112));
        surface.Canvas.DrawPaint(room);
        var patient = SKRect.Create((ScriptedPatient.FrameWidth - PatientSide) / 2, (ScriptedPatient.FrameHeight - PatientSide) / 2, PatientSide, PatientSide);
        surface.Canvas.DrawImage(image, patient, patient, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), null);
        using var picture = surface.Snapshot();
        using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }
}
