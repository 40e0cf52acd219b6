using FerCare.Affect;
using FerCare.Affect.Face;

namespace FerCare.Vision.Locating;

/// <summary>The detector's box around a face with parts of pixels; may reach beyond the frame.</summary>
public readonly record struct FaceSquare(double X, double Y, double Width, double Height)
{
    /// <summary>
    /// Landmarks that hold the box of a face in place (eye corners, nose, mouth corners, jaw), with where the mean face of the
    /// landmark predictor has them in a box of side 1.
    /// </summary>
    private static readonly (int Landmark, LandmarkPoint InBox)[] MeanFace =
    [
        (36, new(0.2139f, 0.3156f)), (39, new(0.3794f, 0.3276f)), (42, new(0.6207f, 0.3276f)), (45, new(0.7862f, 0.3156f)),
        (27, new(0.5f, 0.3055f)), (30, new(0.5f, 0.5470f)), (31, new(0.4045f, 0.6023f)), (33, new(0.5f, 0.6337f)), (35, new(0.5955f, 0.6023f)),
        (48, new(0.3171f, 0.7511f)), (54, new(0.6829f, 0.7511f)), (4, new(0.1203f, 0.8050f)), (8, new(0.5f, 1.0697f)), (12, new(0.8797f, 0.8050f)),
    ];

    private static readonly LandmarkPoint[] MeanPoints = [.. MeanFace.Select(m => m.InBox)];

    public double CentreX => X + Width / 2;

    public double CentreY => Y + Height / 2;

    /// <summary>The box that belongs to landmarks: where the mean face lies when it is laid over them.</summary>
    public static FaceSquare Around(FacialLandmarks landmarks)
    {
        Span<LandmarkPoint> seen = stackalloc LandmarkPoint[MeanFace.Length];
        for (var i = 0; i < seen.Length; i++) seen[i] = landmarks[MeanFace[i].Landmark];
        var laid = SimilarityTransform.Fit(MeanPoints, seen);
        var (x, y) = laid.Apply(0.5, 0.5);
        return new FaceSquare(x - laid.Scale / 2, y - laid.Scale / 2, laid.Scale, laid.Scale);
    }

    /// <summary>A face found in an image reduced by <paramref name="factor"/>, in pixels of the whole one.</summary>
    public static FaceSquare Of(DetectedFace face, double factor = 1, double left = 0, double top = 0) =>
        new(left + face.X * factor, top + face.Y * factor, face.Width * factor, face.Height * factor);

    /// <summary>Shared area over joint area, 0 to 1.</summary>
    public double Overlap(FaceSquare other)
    {
        var across = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        var down = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        if (across <= 0 || down <= 0) return 0;
        var shared = across * down;
        return shared / (Width * Height + other.Width * other.Height - shared);
    }

    /// <summary>The part of the box that lies inside a frame, 0 to 1.</summary>
    public double PartInside(int frameWidth, int frameHeight)
    {
        var across = Math.Min(X + Width, frameWidth) - Math.Max(X, 0);
        var down = Math.Min(Y + Height, frameHeight) - Math.Max(Y, 0);
        return across <= 0 || down <= 0 ? 0 : across * down / (Width * Height);
    }

    /// <summary>In whole pixels, as it is stored.</summary>
    public FaceBox ToBox() => new((int)Math.Round(X), (int)Math.Round(Y), (int)Math.Round(Width), (int)Math.Round(Height));
}
