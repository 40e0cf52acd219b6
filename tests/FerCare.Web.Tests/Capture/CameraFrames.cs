using FerCare.Affect;
using FerCare.Samples;
using FerCare.Vision.Decoding;

namespace FerCare.Web.Tests.Capture;

/// <summary>JPEGs of a camera: the shared sample of one man where it is there, else a drawn patient who smiles and rests.</summary>
internal static class CameraFrames
{
    private const int FramesPerSecond = 25;

    private static readonly Lazy<byte[][]> Frames = new(Load);

    /// <summary>The frame at a time; the sequence starts over at its end.</summary>
    public static byte[] At(TimeSpan at) => Frames.Value[(int)(at.TotalSeconds * FramesPerSecond) % Frames.Value.Length];

    private static byte[][] Load()
    {
        if (Repository.SharedIfThere("samples", "single_face.mjpeg") is { } sample)
        {
            using var file = File.OpenRead(sample);
            return [.. MotionJpeg.Frames(file)];
        }

        using var patient = new ScriptedPatient((Emotion.Neutral, 1), (Emotion.Happy, 1));
        return [.. Enumerable.Range(0, 2 * FramesPerSecond).Select(i => patient.Frame(TimeSpan.FromSeconds((double)i / FramesPerSecond)))];
    }
}
