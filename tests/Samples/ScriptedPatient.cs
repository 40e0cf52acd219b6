using FerCare.Affect;
using SkiaSharp;

namespace FerCare.Samples;

/// <summary>
/// A patient who is nobody: class averages of many faces, drawn into camera frames and faded from one to the next on a known
/// schedule, so that what the product reads can be compared with what was shown.
/// </summary>
public sealed class ScriptedPatient : IDisposable
{
    public const int FrameWidth = 640, FrameHeight = 480;

    /// <summary>Chromium plays a Motion-JPEG file, which has no clock of its own, at this rate.</summary>
    public const int FramesPerSecond = 30;

    /// <summary>Side of the drawn face, pixels; the outer eye corners are then about 120 apart.</summary>
    private const int FaceSide = 240;

    private static readonly TimeSpan Fade = TimeSpan.FromSeconds(1);
    private readonly Dictionary<Emotion, SKImage> faces = [];
    private readonly (Emotion Emotion, TimeSpan For)[] schedule;

    /// <summary>Shows each emotion for its time, then starts over.</summary>
    public ScriptedPatient(params (Emotion Emotion, int Seconds)[] schedule)
    {
        this.schedule = [.. schedule.Select(s => (s.Emotion, TimeSpan.FromSeconds(s.Seconds)))];
        foreach (var emotion in schedule.Select(s => s.Emotion).Distinct())
            faces[emotion] = SKImage.FromEncodedData(AverageFile(emotion)) ?? throw new FileNotFoundException($"No class average for {emotion.NameOf()}.", AverageFile(emotion));
    }

    /// <summary>How long the schedule is before it starts over.</summary>
    public TimeSpan Length => schedule.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.For);

    /// <summary>The committed picture of a class average.</summary>
    public static string AverageFile(Emotion emotion) => Repository.At("tests", "Samples", $"average-{emotion.NameOf()}.png");

    /// <summary>The emotion shown at a time, or null during a fade.</summary>
    public Emotion? Shown(TimeSpan at)
    {
        var (now, next, share) = Mix(at);
        return share == 0 ? schedule[now].Emotion : schedule[now].Emotion == schedule[next].Emotion ? schedule[now].Emotion : null;
    }

    /// <summary>The camera frame at a time, as JPEG.</summary>
    public byte[] Frame(TimeSpan at, int quality = 85)
    {
        using var surface = SKSurface.Create(new SKImageInfo(FrameWidth, FrameHeight));
        surface.Canvas.Clear(new SKColor(112, 112, 112));
        var (now, next, share) = Mix(at);
        // A head is never quite still.
        var sway = 5 * Math.Sin(at.TotalSeconds * 1.3);
        var place = SKRect.Create((float)((FrameWidth - FaceSide) / 2.0 + sway), (FrameHeight - FaceSide) / 2f, FaceSide, FaceSide);
        Draw(surface.Canvas, schedule[now].Emotion, place, 1);
        if (share > 0) Draw(surface.Canvas, schedule[next].Emotion, place, share);
        using var picture = surface.Snapshot();
        using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        return encoded.ToArray();
    }

    /// <summary>Writes whole rounds of the schedule as Motion-JPEG, which a browser takes for a camera and repeats.</summary>
    public void WriteMotionJpeg(string path, int framesPerSecond = FramesPerSecond)
    {
        using var file = File.Create(path);
        var frames = (int)(Length.TotalSeconds * framesPerSecond);
        for (var i = 0; i < frames; i++) file.Write(Frame(TimeSpan.FromSeconds((double)i / framesPerSecond)));
    }

    public void Dispose()
    {
        foreach (var face in faces.Values) face.Dispose();
    }

    private (int Now, int Next, double Share) Mix(TimeSpan at)
    {
        var into = TimeSpan.FromTicks(at.Ticks % Length.Ticks);
        var index = 0;
        while (into >= schedule[index].For) into -= schedule[index++].For;
        var left = schedule[index].For - into;
        return (index, (index + 1) % schedule.Length, left >= Fade ? 0 : 1 - left / Fade);
    }

    private void Draw(SKCanvas canvas, Emotion emotion, SKRect place, double opacity)
    {
        using var paint = new SKPaint { Color = SKColors.White.WithAlpha((byte)(255 * opacity)) };
        canvas.DrawImage(faces[emotion], place, new SKSamplingOptions(SKCubicResampler.Mitchell), paint);
    }
}
