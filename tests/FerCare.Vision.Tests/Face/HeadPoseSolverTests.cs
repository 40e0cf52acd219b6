using CsCheck;
using FerCare.Affect;
using FerCare.Affect.Face;

namespace FerCare.Vision.Tests.Face;

public class HeadPoseSolverTests
{
    private const int Width = 640, Height = 480;

    private static readonly Gen<(double Yaw, double Pitch, double Roll)> Angles = Gen.Select(Gen.Double[-30, 30], Gen.Double[-30, 30], Gen.Double[-30, 30]);
    private static readonly Gen<(double X, double Y, double Z)> Places = Gen.Select(Gen.Double[-120, 120], Gen.Double[-80, 80], Gen.Double[400, 1000]);

    [Fact]
    public void The_pose_of_a_projected_face_is_found_within_three_degrees() =>
        Gen.Select(Angles, Places).Sample((angles, place) =>
        {
            var pose = Solve(SyntheticFace.Adult, angles, place);
            pose.Yaw.ShouldBe(angles.Yaw, 3);
            pose.Pitch.ShouldBe(angles.Pitch, 3);
            pose.Roll.ShouldBe(angles.Roll, 3);
        }, iter: 2000);

    [Fact]
    public void Faces_of_other_sizes_and_proportions_keep_the_error_small_for_turns() =>
        Gen.Select(Angles, Gen.Double[0.85, 1.15], Gen.Double[0.94, 1.06]).Sample((angles, size, length) =>
        {
            var face = SyntheticFace.Adult.Select(p => (p.X * size, p.Y * size * length, p.Z * size)).ToArray();
            var pose = Solve(face, angles, (0, 0, 600));
            pose.Yaw.ShouldBe(angles.Yaw, 4);
            pose.Roll.ShouldBe(angles.Roll, 4);
            pose.Pitch.ShouldBe(angles.Pitch, 8);
        }, iter: 500);

    [Fact]
    public void A_mirrored_face_has_the_mirrored_pose() =>
        Gen.Select(Angles, Places).Sample((angles, place) =>
        {
            var landmarks = SyntheticFace.Seen(SyntheticFace.Adult, angles.Yaw, angles.Pitch, angles.Roll, place.X, place.Y, place.Z, Width, Height);
            var pose = HeadPoseSolver.Solve(landmarks, Width, Height).ShouldNotBeNull();
            var mirrored = HeadPoseSolver.Solve(Mirrored(landmarks), Width, Height).ShouldNotBeNull();
            mirrored.Yaw.ShouldBe(-pose.Yaw, 0.05);
            mirrored.Pitch.ShouldBe(pose.Pitch, 0.05);
            mirrored.Roll.ShouldBe(-pose.Roll, 0.05);
        }, iter: 500);

    [Theory]
    [InlineData(20, 0, 0)]
    [InlineData(0, 15, 0)]
    [InlineData(0, 0, 10)]
    public void Signs_follow_the_person_left_up_and_clockwise(double yaw, double pitch, double roll)
    {
        var landmarks = SyntheticFace.Seen(SyntheticFace.Adult, yaw, pitch, roll, 0, 0, 600, Width, Height);
        var betweenEyes = (landmarks[36].X + landmarks[45].X) / 2;
        if (yaw > 0) landmarks[30].X.ShouldBeGreaterThan(betweenEyes, "A nose turned to the person's left lies to the right in the image.");
        if (pitch > 0) ((double)(landmarks[30].Y - landmarks[27].Y)).ShouldBeLessThan(NoseLengthFacing(), "A raised head shortens the nose.");
        if (roll > 0) landmarks[45].Y.ShouldBeGreaterThan(landmarks[36].Y, "Leaning clockwise lowers the eye at the image's right.");
        var pose = HeadPoseSolver.Solve(landmarks, Width, Height).ShouldNotBeNull();
        pose.Yaw.ShouldBe(yaw, 3);
        pose.Pitch.ShouldBe(pitch, 3);
        pose.Roll.ShouldBe(roll, 3);
    }

    [Fact]
    public void Points_that_form_no_face_have_no_pose()
    {
        HeadPoseSolver.Solve(new FacialLandmarks(new LandmarkPoint[FacialLandmarks.Count]), Width, Height).ShouldBeNull();
        var random = new Random(7);
        var scattered = new LandmarkPoint[FacialLandmarks.Count];
        for (var i = 0; i < scattered.Length; i++) scattered[i] = new LandmarkPoint(random.Next(Width), random.Next(Height));
        scattered[36] = new LandmarkPoint(300, 200);
        scattered[45] = new LandmarkPoint(330, 200);
        HeadPoseSolver.Solve(new FacialLandmarks(scattered), Width, Height).ShouldBeNull();
    }

    [Fact]
    public void Any_finite_points_give_a_pose_or_none_but_never_an_error() =>
        Gen.Select(Gen.Float[-2000, 2000], Gen.Float[-2000, 2000]).Array[FacialLandmarks.Count].Sample(points =>
        {
            var landmarks = new FacialLandmarks(points.Select(p => new LandmarkPoint(p.Item1, p.Item2)).ToArray());
            _ = HeadPoseSolver.Solve(landmarks, Width, Height);
        }, iter: 500);

    private static HeadPose Solve((double X, double Y, double Z)[] face, (double Yaw, double Pitch, double Roll) angles, (double X, double Y, double Z) place) =>
        HeadPoseSolver.Solve(SyntheticFace.Seen(face, angles.Yaw, angles.Pitch, angles.Roll, place.X, place.Y, place.Z, Width, Height), Width, Height).ShouldNotBeNull();

    private static double NoseLengthFacing()
    {
        var facing = SyntheticFace.Seen(SyntheticFace.Adult, 0, 0, 0, 0, 0, 600, Width, Height);
        return facing[30].Y - facing[27].Y;
    }

    /// <summary>The landmarks as a mirror shows them: flipped, and every point numbered as its partner on the other side.</summary>
    private static FacialLandmarks Mirrored(FacialLandmarks landmarks)
    {
        var mirrored = new LandmarkPoint[FacialLandmarks.Count];
        for (var i = 0; i < mirrored.Length; i++) mirrored[i] = new LandmarkPoint(Width - landmarks[Partner(i)].X, landmarks[Partner(i)].Y);
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
}
