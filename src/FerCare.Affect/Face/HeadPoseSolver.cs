namespace FerCare.Affect.Face;

/// <summary>
/// Head pose from one view: the rotation and place of <see cref="GenericFace"/> whose perspective image lies closest to the
/// rigid landmarks (perspective-n-point, by Levenberg-Marquardt). The focal length is taken as the frame width, as for
/// common webcams (53 degrees across).
/// </summary>
public static class HeadPoseSolver
{
    private const int Unknowns = 6;
    private const int MostSteps = 30;
    private const double SmallestFace = 4;      // px between the outer eye corners
    private const double WorstFit = 0.25;       // root mean square distance, parts of the outer eye distance
    private const double Settled = 1e-10;       // relative improvement

    /// <summary>The pose, or null where the points do not form a face.</summary>
    /// <param name="landmarks">The face, pixels of the frame.</param>
    /// <param name="frameWidth">Pixels.</param>
    /// <param name="frameHeight">Pixels.</param>
    public static HeadPose? Solve(FacialLandmarks landmarks, int frameWidth, int frameHeight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameHeight);
        var eyes = landmarks.OuterEyeDistance;
        if (eyes < SmallestFace) return null;

        var view = new View(landmarks, frameWidth, frameWidth / 2.0, frameHeight / 2.0);
        var at = Placement.Facing(landmarks, view);
        var error = view.Error(at);
        if (!double.IsFinite(error)) return null;
        var damping = 1e-3;
        Span<double> normal = stackalloc double[Unknowns * Unknowns];
        Span<double> gradient = stackalloc double[Unknowns];
        Span<double> change = stackalloc double[Unknowns];
        for (var step = 0; step < MostSteps; step++)
        {
            view.Linearise(at, normal, gradient);
            for (var i = 0; i < Unknowns; i++) normal[i * Unknowns + i] *= 1 + damping;
            if (!LinearSystem.TrySolve(normal, gradient, change)) return null;
            var next = at.Moved(change);
            var nextError = view.Error(next);
            if (nextError < error)
            {
                var gain = (error - nextError) / error;
                (at, error) = (next, nextError);
                damping = Math.Max(damping / 10, 1e-9);
                if (gain < Settled) break;
            }
            else
            {
                damping *= 10;
                if (damping > 1e6) break;
            }
        }

        return Math.Sqrt(error / GenericFace.Landmarks.Length) > WorstFit * eyes ? null : at.ToPose();
    }

    /// <summary>The camera and the points it saw.</summary>
    private readonly ref struct View(FacialLandmarks landmarks, double focalLength, double centreX, double centreY)
    {
        public double FocalLength { get; } = focalLength;
        public double CentreX { get; } = centreX;
        public double CentreY { get; } = centreY;

        /// <summary>Sum of squared distances between seen and projected points, px^2; infinite where a point lies behind the camera.</summary>
        public double Error(in Placement at)
        {
            var sum = 0.0;
            for (var i = 0; i < GenericFace.Landmarks.Length; i++)
            {
                var (x, y, z) = at.PointInCamera(i);
                if (!(z > 1)) return double.PositiveInfinity;
                var (right, down) = Residual(i, x, y, z);
                sum += right * right + down * down;
            }

            return sum;
        }

        /// <summary>Normal equations of one Gauss-Newton step; unknowns are a small turn (x, y, z) and a shift (x, y, z).</summary>
        public void Linearise(in Placement at, Span<double> normal, Span<double> gradient)
        {
            normal.Clear();
            gradient.Clear();
            Span<double> across = stackalloc double[Unknowns];
            Span<double> down = stackalloc double[Unknowns];
            for (var i = 0; i < GenericFace.Landmarks.Length; i++)
            {
                var (x, y, z) = at.PointInCamera(i);
                var (rx, ry, rz) = at.PointTurned(i);
                var k = FocalLength / z;
                double u = x / z, v = y / z;
                // A turn w moves the point by w x r; the image moves by k (dX - u dZ, dY - v dZ).
                across[0] = k * -u * ry;
                across[1] = k * (rz + u * rx);
                across[2] = k * -ry;
                across[3] = k;
                across[4] = 0;
                across[5] = k * -u;
                down[0] = k * (-rz - v * ry);
                down[1] = k * v * rx;
                down[2] = k * rx;
                down[3] = 0;
                down[4] = k;
                down[5] = k * -v;
                var (right, below) = Residual(i, x, y, z);
                for (var row = 0; row < Unknowns; row++)
                {
                    gradient[row] += across[row] * right + down[row] * below;
                    for (var column = 0; column < Unknowns; column++)
                        normal[row * Unknowns + column] += across[row] * across[column] + down[row] * down[column];
                }
            }
        }

        private (double Right, double Down) Residual(int i, double x, double y, double z)
        {
            var seen = landmarks[GenericFace.Landmarks[i]];
            return (seen.X - (FocalLength * x / z + CentreX), seen.Y - (FocalLength * y / z + CentreY));
        }
    }

    /// <summary>Where the generic face is: a rotation matrix and a shift in camera axes (x right, y down, z away), mm.</summary>
    private readonly struct Placement(RotationMatrix rotation, double x, double y, double z)
    {
        /// <summary>Upright and facing the camera, at the place and roll that the eye corners tell.</summary>
        public static Placement Facing(FacialLandmarks landmarks, in View view)
        {
            var right = landmarks[36];
            var left = landmarks[45];
            var distance = view.FocalLength * GenericFace.OuterEyeDistance / landmarks.OuterEyeDistance;
            var roll = Math.Atan2(left.Y - right.Y, left.X - right.X);
            return new Placement(
                RotationMatrix.Of(0, 0, roll),
                ((left.X + right.X) / 2.0 - view.CentreX) * distance / view.FocalLength,
                ((left.Y + right.Y) / 2.0 - view.CentreY) * distance / view.FocalLength,
                distance);
        }

        public (double X, double Y, double Z) PointTurned(int i) =>
            rotation.Apply(GenericFace.Points[3 * i], GenericFace.Points[3 * i + 1], GenericFace.Points[3 * i + 2]);

        public (double X, double Y, double Z) PointInCamera(int i)
        {
            var turned = PointTurned(i);
            return (turned.X + x, turned.Y + y, turned.Z + z);
        }

        public Placement Moved(ReadOnlySpan<double> change) =>
            new(rotation.TurnedBy(change[0], change[1], change[2]), x + change[3], y + change[4], z + change[5]);

        public HeadPose? ToPose() => rotation.ToPose();
    }
}
