namespace FerCare.Affect.Face;

/// <summary>
/// The 68 points of one face in the numbering of iBUG 300-W (Sagonas et al. 2013): jaw 0-16, brows 17-26, nose 27-35,
/// the person's right eye 36-41, left eye 42-47, mouth 48-67.
/// </summary>
public sealed class FacialLandmarks
{
    /// <summary>Number of points.</summary>
    public const int Count = 68;

    private readonly LandmarkPoint[] points;

    /// <exception cref="ArgumentException">Not 68 points, or a coordinate is not finite.</exception>
    public FacialLandmarks(ReadOnlySpan<LandmarkPoint> points)
    {
        if (points.Length != Count) throw new ArgumentException($"Expected {Count} landmarks, found {points.Length}.", nameof(points));
        foreach (var point in points)
            if (!float.IsFinite(point.X) || !float.IsFinite(point.Y))
                throw new ArgumentException($"Expected finite coordinates, found {point}.", nameof(points));
        this.points = points.ToArray();
    }

    /// <summary>One point by its number, 0-67.</summary>
    public LandmarkPoint this[int number] => points[number];

    /// <summary>All points in order.</summary>
    public ReadOnlySpan<LandmarkPoint> Points => points;

    /// <summary>Distance of the outer eye corners (36 and 45), pixels: the measure of how large the face is seen.</summary>
    public double OuterEyeDistance => LandmarkPoint.Distance(points[36], points[45]);

    /// <summary>Eye aspect ratio of the person's right eye (points 36-41).</summary>
    public double RightEyeAspectRatio => EyeAspectRatio(36);

    /// <summary>Eye aspect ratio of the person's left eye (points 42-47).</summary>
    public double LeftEyeAspectRatio => EyeAspectRatio(42);

    /// <summary>(|p2-p6| + |p3-p5|) / (2 |p1-p4|), Soukupova and Cech 2016; 0 where the eye corners coincide.</summary>
    private double EyeAspectRatio(int first)
    {
        var width = LandmarkPoint.Distance(points[first], points[first + 3]);
        if (width == 0) return 0;
        return (LandmarkPoint.Distance(points[first + 1], points[first + 5]) + LandmarkPoint.Distance(points[first + 2], points[first + 4])) / (2 * width);
    }
}
