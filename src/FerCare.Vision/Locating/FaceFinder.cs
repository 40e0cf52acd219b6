using System.Runtime.InteropServices;
using FerCare.Affect.Face;
using FerCare.Vision.Decoding;

namespace FerCare.Vision.Locating;

/// <summary>A face that Dlib found: pixels of the image searched, and how far above the detector's own threshold (negative: below).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DetectedFace(int X, int Y, int Width, int Height, double Confidence);

/// <summary>
/// Dlib's frontal face detector and its 68-landmark predictor. To be used by one thread at a time: give each worker its own.
/// All finders of one landmark file share its 70 MB in memory.
/// </summary>
public sealed class FaceFinder : IDisposable
{
    /// <summary>More faces than this are not listed.</summary>
    public const int MostFaces = 64;
    private readonly FaceFinderHandle handle;

    /// <summary>Loads the predictor of a landmark file (shape_predictor_68_face_landmarks.dat).</summary>
    /// <exception cref="MissingModelException">The file or the native library is missing, or the file is no such predictor.</exception>
    public FaceFinder(string landmarkFile)
    {
        if (!File.Exists(landmarkFile)) throw MissingModelException.Landmarks(landmarkFile, "is missing");
        if (DlibLibrary.Create(landmarkFile, out var finder) != DlibLibrary.Ok)
            throw MissingModelException.Landmarks(landmarkFile, $"cannot be used ({DlibLibrary.LastError().Trim()})");
        handle = new FaceFinderHandle(finder);
    }

    /// <summary>The version of Dlib behind this.</summary>
    public static string DlibVersion => DlibLibrary.Version();

    /// <summary>
    /// Finds frontal faces of about 70 pixels and more, most confident first (at most 64). A negative
    /// <paramref name="adjustThreshold"/> finds more; -0.3 finds faces in back light or with a frown without false ones.
    /// </summary>
    public DetectedFace[] Detect(GreyImage image, double adjustThreshold)
    {
        Span<DetectedFace> faces = stackalloc DetectedFace[MostFaces];
        return faces[..Detect(image, adjustThreshold, faces)].ToArray();
    }

    /// <summary>The same into a buffer; tells how many were written.</summary>
    public unsafe int Detect(GreyImage image, double adjustThreshold, Span<DetectedFace> faces)
    {
        fixed (byte* grey = image.Pixels)
        fixed (DetectedFace* into = faces)
        {
            Require(DlibLibrary.Detect(handle, grey, image.Width, image.Height, image.Width, adjustThreshold, into, faces.Length, out var count));
            return Math.Min(count, faces.Length);
        }
    }

    /// <summary>Places the 68 landmarks of the face in a box, pixels of the image, with parts of pixels.</summary>
    public unsafe FacialLandmarks Landmarks(GreyImage image, FaceSquare box)
    {
        var points = stackalloc LandmarkPoint[FacialLandmarks.Count];
        fixed (byte* grey = image.Pixels)
            Require(DlibLibrary.Landmarks(handle, grey, image.Width, image.Height, image.Width, box.X, box.Y, box.Width, box.Height, (float*)points));
        return new FacialLandmarks(new ReadOnlySpan<LandmarkPoint>(points, FacialLandmarks.Count));
    }

    /// <summary>The mean of several placements, each with the box shifted by 1 % of its width in another direction, which steadies the points of a still face.</summary>
    public FacialLandmarks SteadyLandmarks(GreyImage image, FaceSquare box, int passes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        if (passes == 1) return Landmarks(image, box);
        Span<LandmarkPoint> mean = stackalloc LandmarkPoint[FacialLandmarks.Count];
        mean.Clear();
        for (var pass = 0; pass < passes; pass++)
        {
            var (down, across) = Math.SinCos(2 * Math.PI * pass / passes);
            var placed = Landmarks(image, box with { X = box.X + across * box.Width / 100, Y = box.Y + down * box.Width / 100 });
            for (var i = 0; i < mean.Length; i++) mean[i] = new LandmarkPoint(mean[i].X + placed[i].X / passes, mean[i].Y + placed[i].Y / passes);
        }

        return new FacialLandmarks(mean);
    }

    public void Dispose() => handle.Dispose();

    private static void Require(int status)
    {
        if (status != DlibLibrary.Ok) throw new InvalidOperationException($"Dlib: {DlibLibrary.LastError()}");
    }
}
