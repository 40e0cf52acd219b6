using FerCare.Affect.Face;

namespace FerCare.Affect.Tests.Face;

/// <summary>A face of 68 points in millimetres, seen by a pinhole camera: the ground truth of the pose tests, written down apart from the solver's own face.</summary>
internal static class SyntheticFace
{
    /// <summary>An adult face: x to the image's right, y down, z away from the camera, origin between the outer eye corners.</summary>
    public static (double X, double Y, double Z)[] Adult { get; } = Build();

    /// <summary>The points turned by yaw, pitch and roll (degrees), at a place before a camera whose focal length is the frame width.</summary>
    public static FacialLandmarks Seen((double X, double Y, double Z)[] face, double yaw, double pitch, double roll, double atX, double atY, double atZ, int width, int height)
    {
        var points = new LandmarkPoint[FacialLandmarks.Count];
        var (sy, cy) = Math.SinCos(yaw * Math.PI / 180);
        var (sp, cp) = Math.SinCos(pitch * Math.PI / 180);
        var (sr, cr) = Math.SinCos(roll * Math.PI / 180);
        for (var i = 0; i < points.Length; i++)
        {
            var (x, y, z) = face[i];
            (x, y) = (cr * x - sr * y, sr * x + cr * y);
            (y, z) = (cp * y + sp * z, -sp * y + cp * z);
            (x, z) = (cy * x - sy * z, sy * x + cy * z);
            points[i] = new LandmarkPoint((float)(width * (x + atX) / (z + atZ) + width / 2.0), (float)(width * (y + atY) / (z + atZ) + height / 2.0));
        }

        return new FacialLandmarks(points);
    }

    /// <summary>The landmarks as a mirror shows them: flipped, and every point numbered as its partner on the other side.</summary>
    public static FacialLandmarks Mirrored(FacialLandmarks landmarks, int width)
    {
        var mirrored = new LandmarkPoint[FacialLandmarks.Count];
        for (var i = 0; i < mirrored.Length; i++) mirrored[i] = new LandmarkPoint(width - landmarks[Partner(i)].X, landmarks[Partner(i)].Y);
        return new FacialLandmarks(mirrored);
    }

    private static int Partner(int i) => i switch
    {
        <= 16 => 16 - i,
        <= 26 => 43 - i,
        <= 30 => i,
        <= 35 => 66 - i,
        36 or 37 or 38 or 39 => 81 - i,
        42 or 43 or 44 or 45 => 81 - i,
        40 => 47,
        41 => 46,
        46 => 41,
        47 => 40,
        <= 54 => 102 - i,
        <= 59 => 114 - i,
        <= 64 => 124 - i,
        _ => 132 - i,
    };

    private static (double, double, double)[] Build()
    {
        var face = new (double, double, double)[FacialLandmarks.Count];
        for (var i = 0; i < 17; i++)
        {
            var angle = Math.PI * i / 16;
            face[i] = (-74 * Math.Cos(angle), 5 + 112 * Math.Sin(angle), 55 - 62 * Math.Sin(angle));
        }

        for (var i = 0; i < 5; i++)
        {
            face[17 + i] = (-58 + 11.5 * i, -14 - 8 * Math.Sin(Math.PI * i / 4), 4 - 3 * i);
            face[26 - i] = (58 - 11.5 * i, -14 - 8 * Math.Sin(Math.PI * i / 4), 4 - 3 * i);
        }

        for (var i = 0; i < 4; i++) face[27 + i] = (0, -1 + 12.5 * i, -13 - 6.2 * i);
        for (var i = 0; i < 5; i++) face[31 + i] = (-15 + 7.5 * i, 45 + 5 * Math.Sin(Math.PI * i / 4), -14 - 5 * Math.Sin(Math.PI * i / 4));
        Eye(face, 36, -45, -19, -1);
        Eye(face, 42, 19, 45, -6);
        for (var i = 0; i < 12; i++) face[48 + i] = (-28 * Math.Cos(Math.PI * i / 6), 74 - 9 * Math.Sin(Math.PI * i / 6), -6 - 9 * Math.Abs(Math.Sin(Math.PI * i / 6)));
        for (var i = 0; i < 8; i++) face[60 + i] = (-23 * Math.Cos(Math.PI * i / 4), 74 - 3 * Math.Sin(Math.PI * i / 4), -7 - 7 * Math.Abs(Math.Sin(Math.PI * i / 4)));
        return face;
    }

    private static void Eye((double, double, double)[] face, int first, double from, double to, double fromDepth)
    {
        var third = (to - from) / 3;
        var toDepth = -6 - fromDepth;
        face[first] = (from, 0.5, fromDepth);
        face[first + 1] = (from + third, -4.5, -7);
        face[first + 2] = (from + 2 * third, -4.5, -7);
        face[first + 3] = (to, 0.5, toDepth);
        face[first + 4] = (from + 2 * third, 4.5, -6);
        face[first + 5] = (from + third, 4.5, -6);
    }
}
