namespace FerCare.Affect.Face;

/// <summary>A rotation with one scale and a shift of the plane: x' = a x - b y + dx, y' = b x + a y + dy.</summary>
public sealed class SimilarityTransform
{
    private const double Smallest = 1e-12;
    private readonly double a, b, dx, dy;

    private SimilarityTransform(double a, double b, double dx, double dy)
    {
        this.a = a;
        this.b = b;
        this.dx = dx;
        this.dy = dy;
    }

    /// <summary>How many times longer a line becomes.</summary>
    public double Scale => Math.Sqrt(a * a + b * b);

    /// <summary>The four numbers of the formula above, for loops over many points.</summary>
    public (double A, double B, double Dx, double Dy) Terms => (a, b, dx, dy);

    /// <summary>How far it turns, degrees, clockwise as seen where y points down.</summary>
    public double Rotation => Math.Atan2(b, a) * 180 / Math.PI;

    /// <summary>The transform that takes <paramref name="from"/> to <paramref name="to"/> with the least sum of squared distances.</summary>
    /// <exception cref="ArgumentException">Fewer than two points, unequal numbers, or all points of a side coincide.</exception>
    public static SimilarityTransform Fit(ReadOnlySpan<LandmarkPoint> from, ReadOnlySpan<LandmarkPoint> to)
    {
        if (from.Length != to.Length || from.Length < 2)
            throw new ArgumentException($"Expected two or more pairs of points, found {from.Length} and {to.Length}.", nameof(from));
        double fromX = 0, fromY = 0, toX = 0, toY = 0;
        for (var i = 0; i < from.Length; i++)
        {
            fromX += from[i].X;
            fromY += from[i].Y;
            toX += to[i].X;
            toY += to[i].Y;
        }

        fromX /= from.Length;
        fromY /= from.Length;
        toX /= from.Length;
        toY /= from.Length;
        double along = 0, across = 0, spread = 0;
        for (var i = 0; i < from.Length; i++)
        {
            double px = from[i].X - fromX, py = from[i].Y - fromY, qx = to[i].X - toX, qy = to[i].Y - toY;
            along += px * qx + py * qy;
            across += px * qy - py * qx;
            spread += px * px + py * py;
        }

        if (!(spread > Smallest)) throw new ArgumentException("Expected points with a spread, found all in one place.", nameof(from));
        if (!(along * along + across * across > Smallest)) throw new ArgumentException("Expected points with a spread to map to, found all in one place.", nameof(to));
        double a = along / spread, b = across / spread;
        return new SimilarityTransform(a, b, toX - a * fromX + b * fromY, toY - b * fromX - a * fromY);
    }

    /// <summary>Where a point goes.</summary>
    public LandmarkPoint Apply(LandmarkPoint point)
    {
        var (x, y) = Apply(point.X, point.Y);
        return new LandmarkPoint((float)x, (float)y);
    }

    /// <summary>Where a point goes, in double precision.</summary>
    public (double X, double Y) Apply(double x, double y) => (a * x - b * y + dx, b * x + a * y + dy);

    /// <summary>The transform back.</summary>
    public SimilarityTransform Inverse()
    {
        var square = a * a + b * b;
        double backA = a / square, backB = -b / square;
        return new SimilarityTransform(backA, backB, -(backA * dx - backB * dy), -(backB * dx + backA * dy));
    }
}
