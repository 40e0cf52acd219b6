using CsCheck;
using FerCare.Affect.Face;

namespace FerCare.Affect.Tests.Face;

public class SimilarityTransformTests
{
    private static readonly Gen<LandmarkPoint[]> Points =
        Gen.Select(Gen.Float[-500, 500], Gen.Float[-500, 500], (x, y) => new LandmarkPoint(x, y)).Array[5, 20]
            .Where(points => points.Max(p => p.X) - points.Min(p => p.X) > 10);

    [Fact]
    public void A_known_turn_scale_and_shift_is_recovered() =>
        Gen.Select(Points, Gen.Double[-180, 180], Gen.Double[0.1, 8], Gen.Double[-300, 300], Gen.Double[-300, 300]).Sample((from, degrees, scale, dx, dy) =>
        {
            var (s, c) = Math.SinCos(degrees * Math.PI / 180);
            var to = from.Select(p => new LandmarkPoint((float)(scale * (c * p.X - s * p.Y) + dx), (float)(scale * (s * p.X + c * p.Y) + dy))).ToArray();
            var fitted = SimilarityTransform.Fit(from, to);
            fitted.Scale.ShouldBe(scale, scale * 1e-3);
            for (var i = 0; i < from.Length; i++) LandmarkPoint.Distance(fitted.Apply(from[i]), to[i]).ShouldBeLessThan(0.02);
        });

    [Fact]
    public void The_inverse_leads_back() =>
        Gen.Select(Points, Gen.Int[0, 1000]).Sample((from, seed) =>
        {
            var random = new Random(seed);
            var to = from.Select(_ => new LandmarkPoint(random.Next(-500, 500), random.Next(-500, 500))).ToArray();
            var fitted = SimilarityTransform.Fit(from, to);
            if (fitted.Scale < 0.01) return;
            foreach (var point in from)
            {
                var (x, y) = fitted.Apply(point.X, point.Y);
                var (backX, backY) = fitted.Inverse().Apply(x, y);
                backX.ShouldBe(point.X, 1e-3);
                backY.ShouldBe(point.Y, 1e-3);
            }
        }, iter: 200);

    [Fact]
    public void No_small_change_of_the_fit_comes_closer()
    {
        LandmarkPoint[] from = [new(0, 0), new(10, 1), new(3, 9), new(12, 14)];
        LandmarkPoint[] to = [new(5, 5), new(24, 9), new(9, 25), new(31, 30)];
        var best = Squares(SimilarityTransform.Fit(from, to), from, to);
        foreach (var nudge in new[] { -0.05f, 0.05f })
        {
            var moved = to.Select(p => new LandmarkPoint(p.X + nudge, p.Y)).ToArray();
            Squares(SimilarityTransform.Fit(from, moved), from, to).ShouldBeGreaterThan(best);
            var turned = to.Select(p => new LandmarkPoint(p.X - nudge * p.Y, p.Y + nudge * p.X)).ToArray();
            Squares(SimilarityTransform.Fit(from, turned), from, to).ShouldBeGreaterThan(best);
        }
    }

    [Fact]
    public void Points_without_a_spread_are_refused()
    {
        LandmarkPoint[] spread = [new(0, 0), new(1, 1)];
        LandmarkPoint[] same = [new(4, 4), new(4, 4)];
        Should.Throw<ArgumentException>(() => SimilarityTransform.Fit(same, spread));
        Should.Throw<ArgumentException>(() => SimilarityTransform.Fit(spread, same));
        Should.Throw<ArgumentException>(() => SimilarityTransform.Fit(spread.AsSpan(0, 1), spread.AsSpan(0, 1)));
        Should.Throw<ArgumentException>(() => SimilarityTransform.Fit(spread, spread.AsSpan(0, 1)));
    }

    private static double Squares(SimilarityTransform transform, LandmarkPoint[] from, LandmarkPoint[] to) =>
        from.Zip(to).Sum(pair => Math.Pow(LandmarkPoint.Distance(transform.Apply(pair.First), pair.Second), 2));
}
