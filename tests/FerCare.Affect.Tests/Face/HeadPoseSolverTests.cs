using CsCheck;
using FerCare.Affect.Face;

namespace FerCare.Affect.Tests.Face;

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
            var mirrored = HeadPoseSolver.Solve(SyntheticFace.Mirrored(landmarks, Width), Width, Height).ShouldNotBeNull();
            mirrored.Yaw.ShouldBe(-pose.Yaw, 0.05);
            mirrored.Pitch.ShouldBe(pose.Pitch, 0.05);
            mirrored.Roll.ShouldBe(-pose.Roll, 0.05);
        }, iter: 500);

    [Fact]
    public void A_picture_of_more_pixels_gives_the_same_pose() =>
        Gen.Select(Angles, Places, Gen.Double[0.5, 3]).Sample((angles, place, size) =>
        {
            var landmarks = SyntheticFace.Seen(SyntheticFace.Adult, angles.Yaw, angles.Pitch, angles.Roll, place.X, place.Y, place.Z, Width, Height);
            var (width, height) = ((int)(Width * size), (int)(Height * size));
            var (across, down) = ((double)width / Width, (double)height / Height);
            var larger = new FacialLandmarks([.. landmarks.Points.ToArray().Select(p => new LandmarkPoint((float)(p.X * across), (float)(p.Y * down)))]);
            var (pose, again) = (HeadPoseSolver.Solve(landmarks, Width, Height).ShouldNotBeNull(), HeadPoseSolver.Solve(larger, width, height).ShouldNotBeNull());
            again.Yaw.ShouldBe(pose.Yaw, 0.3);
            again.Pitch.ShouldBe(pose.Pitch, 0.3);
            again.Roll.ShouldBe(pose.Roll, 0.3);
        }, iter: 300);

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
}
