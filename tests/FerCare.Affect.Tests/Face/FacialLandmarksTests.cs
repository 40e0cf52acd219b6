using CsCheck;
using FerCare.Affect.Face;

namespace FerCare.Affect.Tests.Face;

public class FacialLandmarksTests
{
    [Fact]
    public void Eye_aspect_ratio_is_the_mean_opening_over_the_width()
    {
        var points = new LandmarkPoint[FacialLandmarks.Count];
        (points[36], points[37], points[38], points[39], points[40], points[41]) = (new(0, 5), new(3, 2), new(7, 3), new(10, 5), new(7, 7), new(3, 8));
        (points[42], points[43], points[44], points[45], points[46], points[47]) = (new(20, 5), new(23, 5), new(27, 5), new(30, 5), new(27, 5), new(23, 5));
        var landmarks = new FacialLandmarks(points);
        landmarks.RightEyeAspectRatio.ShouldBe((6.0 + 4.0) / 20, 1e-9);
        landmarks.LeftEyeAspectRatio.ShouldBe(0);
        landmarks.OuterEyeDistance.ShouldBe(30, 1e-6);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Should.Throw<ArgumentException>(() => new FacialLandmarks(new LandmarkPoint[67])).Message.ShouldContain("67");
        var points = new LandmarkPoint[FacialLandmarks.Count];
        points[5] = new LandmarkPoint(float.NaN, 0);
        Should.Throw<ArgumentException>(() => new FacialLandmarks(points)).Message.ShouldContain("finite");
    }

    [Fact]
    public void Later_changes_of_the_array_do_not_reach_the_landmarks()
    {
        var points = new LandmarkPoint[FacialLandmarks.Count];
        var landmarks = new FacialLandmarks(points);
        points[0] = new LandmarkPoint(9, 9);
        landmarks[0].ShouldBe(new LandmarkPoint(0, 0));
    }

    [Fact]
    public void The_eye_aspect_ratio_does_not_change_with_place_size_and_lean_of_the_face() =>
        Gen.Select(Gen.Double[0.5, 4], Gen.Double[-500, 500], Gen.Double[-500, 500], Gen.Double[-0.6, 0.6]).Sample((size, right, down, lean) =>
        {
            var face = SyntheticFace.Seen(SyntheticFace.Adult, 8, -5, 0, 0, 0, 600, 640, 480);
            var (sin, cos) = Math.SinCos(lean);
            var moved = new FacialLandmarks([.. face.Points.ToArray().Select(p => new LandmarkPoint(
                (float)(size * (cos * p.X - sin * p.Y) + right), (float)(size * (sin * p.X + cos * p.Y) + down)))]);
            moved.RightEyeAspectRatio.ShouldBe(face.RightEyeAspectRatio, 1e-4);
            moved.LeftEyeAspectRatio.ShouldBe(face.LeftEyeAspectRatio, 1e-4);
        }, iter: 300);

    [Fact]
    public void In_a_mirror_the_eyes_change_places_and_keep_their_aspect_ratios()
    {
        var face = SyntheticFace.Seen(SyntheticFace.Adult, 20, 5, 10, 0, 0, 600, 640, 480);
        var mirrored = SyntheticFace.Mirrored(face, 640);
        mirrored.LeftEyeAspectRatio.ShouldBe(face.RightEyeAspectRatio, 1e-5);
        mirrored.RightEyeAspectRatio.ShouldBe(face.LeftEyeAspectRatio, 1e-5);
        Math.Abs(face.LeftEyeAspectRatio - face.RightEyeAspectRatio).ShouldBeGreaterThan(1e-3);
    }
}
