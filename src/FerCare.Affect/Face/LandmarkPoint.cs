namespace FerCare.Affect.Face;

/// <summary>One landmark: pixels from the left and from the top of the frame.</summary>
public readonly record struct LandmarkPoint(float X, float Y)
{
    /// <summary>Distance between two points, pixels.</summary>
    public static double Distance(LandmarkPoint a, LandmarkPoint b) => Math.Sqrt((double)(a.X - b.X) * (a.X - b.X) + (double)(a.Y - b.Y) * (a.Y - b.Y));
}
