namespace FerCare.Affect.Face;

/// <summary>A rotation in camera axes (x to the image's right, y down, z away from the camera).</summary>
internal readonly struct RotationMatrix
{
    private readonly double xx, xy, xz, yx, yy, yz, zx, zy, zz;

    private RotationMatrix(double xx, double xy, double xz, double yx, double yy, double yz, double zx, double zy, double zz)
    {
        (this.xx, this.xy, this.xz) = (xx, xy, xz);
        (this.yx, this.yy, this.yz) = (yx, yy, yz);
        (this.zx, this.zy, this.zz) = (zx, zy, zz);
    }

    /// <summary>Roll first, then pitch, then yaw; radians, signs as in <see cref="HeadPose"/>.</summary>
    public static RotationMatrix Of(double yaw, double pitch, double roll)
    {
        var (sy, cy) = Math.SinCos(yaw);
        var (sp, cp) = Math.SinCos(pitch);
        var (sr, cr) = Math.SinCos(roll);
        // A face looks along -z: yaw carries that towards +x, pitch towards -y; roll carries +x towards +y.
        var turn = new RotationMatrix(cy, 0, -sy, 0, 1, 0, sy, 0, cy);
        var nod = new RotationMatrix(1, 0, 0, 0, cp, sp, 0, -sp, cp);
        var lean = new RotationMatrix(cr, -sr, 0, sr, cr, 0, 0, 0, 1);
        return turn.After(nod).After(lean);
    }

    /// <summary>Where a point goes.</summary>
    public (double X, double Y, double Z) Apply(double x, double y, double z) =>
        (xx * x + xy * y + xz * z, yx * x + yy * y + yz * z, zx * x + zy * y + zz * z);

    /// <summary>This rotation followed by a turn about the camera's axes by a vector in radians (Rodrigues' formula).</summary>
    public RotationMatrix TurnedBy(double x, double y, double z)
    {
        var angle = Math.Sqrt(x * x + y * y + z * z);
        if (angle < 1e-15) return this;
        (x, y, z) = (x / angle, y / angle, z / angle);
        var (s, c) = Math.SinCos(angle);
        var t = 1 - c;
        return new RotationMatrix(
            t * x * x + c, t * x * y - s * z, t * x * z + s * y,
            t * x * y + s * z, t * y * y + c, t * y * z - s * x,
            t * x * z - s * y, t * y * z + s * x, t * z * z + c).After(this);
    }

    /// <summary>The three angles in degrees; null where the head has turned so far that no face could be seen.</summary>
    public HeadPose? ToPose()
    {
        // Minus the third column is where the face looks.
        var yaw = Degrees(Math.Atan2(-xz, zz));
        var pitch = Degrees(Math.Atan2(yz, Math.Sqrt(xz * xz + zz * zz)));
        var roll = Degrees(Math.Atan2(yx, yy));
        return Math.Abs(yaw) < 90 ? new HeadPose(yaw, pitch, roll) : null;
    }

    private RotationMatrix After(in RotationMatrix first) => new(
        xx * first.xx + xy * first.yx + xz * first.zx, xx * first.xy + xy * first.yy + xz * first.zy, xx * first.xz + xy * first.yz + xz * first.zz,
        yx * first.xx + yy * first.yx + yz * first.zx, yx * first.xy + yy * first.yy + yz * first.zy, yx * first.xz + yy * first.yz + yz * first.zz,
        zx * first.xx + zy * first.yx + zz * first.zx, zx * first.xy + zy * first.yy + zz * first.zy, zx * first.xz + zy * first.yz + zz * first.zz);

    private static double Degrees(double radians) => radians * 180 / Math.PI;
}
