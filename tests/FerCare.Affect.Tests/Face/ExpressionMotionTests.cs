using CsCheck;
using FerCare.Affect.Face;

namespace FerCare.Affect.Tests.Face;

public class ExpressionMotionTests
{
    [Fact]
    public void The_path_hardly_depends_on_the_frame_rate() =>
        Gen.Select(Gen.Double[0.3, 2.5], Gen.Double[0.3, 2.5], Gen.Double[0, 6]).Sample((fast, slow, phase) =>
        {
            var paths = new[] { 15.0, 25.0, 30.0 }.Select(rate => Path(rate, 20_000, t =>
                0.03 * Math.Sin(2 * Math.PI * fast * t + phase) + 0.05 * Math.Sin(2 * Math.PI * slow * t))).ToArray();
            (paths.Max() / paths.Min()).ShouldBeLessThan(1.05);
        }, iter: 40);

    [Fact]
    public void A_still_face_has_no_path() => Path(30, 5_000, _ => 0).ShouldBe(0, 1e-6);

    [Fact]
    public void A_face_that_only_shifts_turns_in_plane_and_comes_nearer_has_no_path()
    {
        var motion = new ExpressionMotion();
        var total = 0.0;
        for (var i = 0; i < 150; i++)
        {
            var t = i / 30.0;
            var points = Face(0);
            var (s, c) = Math.SinCos(0.2 * Math.Sin(t));
            var scale = 1 + 0.2 * Math.Sin(2 * t);
            var moved = points.Select(p => new LandmarkPoint((float)(scale * (c * p.X - s * p.Y) + 30 * t), (float)(scale * (s * p.X + c * p.Y) - 10 * t))).ToArray();
            total += motion.Next((long)Math.Round(t * 1000), new FacialLandmarks(moved)) ?? 0;
        }

        total.ShouldBe(0, 1e-3);
    }

    [Fact]
    public void A_slow_opening_of_the_mouth_is_measured_in_outer_eye_distances()
    {
        // Twelve lower points travel 0.2 outer eye distances in two seconds, then rest while the filter settles.
        var path = Path(30, 4_000, t => 0.2 * Math.Clamp(t - 0.5, 0, 2) / 2);
        path.ShouldBe(0.2 * MovingPoints / FacialLandmarks.Count, 0.002);
    }

    [Fact]
    public void A_twice_as_large_motion_has_twice_the_path()
    {
        var once = Path(25, 10_000, t => 0.02 * Math.Sin(5 * t));
        Path(25, 10_000, t => 0.04 * Math.Sin(5 * t)).ShouldBe(2 * once, once * 0.01);
    }

    [Fact]
    public void Steps_come_ten_times_a_second()
    {
        var motion = new ExpressionMotion();
        var steps = Enumerable.Range(0, 300).Count(i => motion.Next(i * 1000 / 30, new FacialLandmarks(Face(0))) is not null);
        steps.ShouldBeInRange(97, 100);
    }

    [Fact]
    public void A_long_gap_adds_nothing_even_if_the_face_changed_meanwhile()
    {
        var motion = new ExpressionMotion();
        var total = 0.0;
        for (var i = 0; i < 30; i++) total += motion.Next(i * 33, new FacialLandmarks(Face(0))) ?? 0;
        for (var i = 0; i < 30; i++) total += motion.Next(5_000 + i * 33, new FacialLandmarks(Face(0.2))) ?? 0;
        total.ShouldBe(0, 1e-6);
    }

    [Fact]
    public void A_frame_out_of_order_is_passed_over()
    {
        var motion = new ExpressionMotion();
        motion.Next(100, new FacialLandmarks(Face(0)));
        motion.Next(100, new FacialLandmarks(Face(0.3))).ShouldBeNull();
        motion.Next(50, new FacialLandmarks(Face(0.3))).ShouldBeNull();
        var total = 0.0;
        for (var i = 1; i < 30; i++) total += motion.Next(100 + i * 33, new FacialLandmarks(Face(0))) ?? 0;
        total.ShouldBe(0, 1e-6);
    }

    private const int MovingPoints = 12;

    private static double Path(double rate, int milliseconds, Func<double, double> opening)
    {
        var motion = new ExpressionMotion();
        var total = 0.0;
        for (var i = 0; i * 1000 / rate < milliseconds; i++)
            total += motion.Next((long)Math.Round(i * 1000 / rate), new FacialLandmarks(Face(opening(Math.Round(i * 1000 / rate) / 1000)))) ?? 0;
        return total;
    }

    /// <summary>A face of 100 px between the eye corners whose lower mouth lies lower by a part of that distance.</summary>
    private static LandmarkPoint[] Face(double opening)
    {
        var seen = SyntheticFace.Seen(SyntheticFace.Adult, 0, 0, 0, 0, 0, 640, 640, 480);
        var points = seen.Points.ToArray();
        var unit = seen.OuterEyeDistance;
        for (var i = 0; i < MovingPoints; i++) points[56 + i] = points[56 + i] with { Y = (float)(points[56 + i].Y + opening * unit) };
        return points;
    }
}
