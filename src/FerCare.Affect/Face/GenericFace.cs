namespace FerCare.Affect.Face;

/// <summary>
/// An average adult face at the landmarks that neither speech nor expression moves much: eye corners and nose.
/// Millimetres; the origin lies between the outer eye corners, x to the image's right, y down, z away from the camera.
/// Across and down are the mean shape of the landmark predictor, scaled to 90 mm between the outer eye corners
/// (Farkas 1994); depths are rounded from the same anthropometry (nose tip some 31 mm before the eye corners).
/// </summary>
internal static class GenericFace
{
    /// <summary>Outer eye corner to outer eye corner, mm.</summary>
    public const double OuterEyeDistance = 90;

    /// <summary>Numbers of the rigid landmarks.</summary>
    public static ReadOnlySpan<int> Landmarks => [36, 39, 42, 45, 27, 28, 29, 30, 31, 33, 35];

    /// <summary>x, y, z of each of <see cref="Landmarks"/>, mm.</summary>
    public static ReadOnlySpan<double> Points =>
    [
        -45.0, 0.0, 0.0,
        -19.0, 1.9, -5.0,
        19.0, 1.9, -5.0,
        45.0, 0.0, 0.0,
        0.0, -1.6, -13.0,
        0.0, 11.0, -19.0,
        0.0, 23.5, -25.0,
        0.0, 36.4, -31.0,
        -15.0, 45.1, -14.0,
        0.0, 50.0, -19.0,
        15.0, 45.1, -14.0,
    ];
}
