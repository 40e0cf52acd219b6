using CsCheck;
using FerCare.Affect.Face;
using FerCare.Vision.Classifying;
using FerCare.Vision.Decoding;

namespace FerCare.Vision.Tests.Classifying;

public class FaceAlignerTests
{
    private readonly byte[] face = new byte[FaceAligner.Side * FaceAligner.Side];

    [Fact]
    public void A_face_of_any_size_place_and_roll_comes_out_the_same() =>
        Gen.Select(Gen.Double[1.5, 6], Gen.Double[-25, 25], Gen.Double[-40, 40], Gen.Double[-40, 40]).Sample((scale, roll, dx, dy) =>
        {
            // The frame shows a smooth pattern through a known transform; the aligner has to undo it.
            var (s, c) = Math.SinCos(roll * Math.PI / 180);
            LandmarkPoint InFrame(double x, double y) => new((float)(scale * (c * (x - 24) - s * (y - 24)) + 320 + dx), (float)(scale * (s * (x - 24) + c * (y - 24)) + 240 + dy));
            var frame = new GreyImage(640, 480);
            for (var y = 0; y < frame.Height; y++)
                for (var x = 0; x < frame.Width; x++)
                {
                    double fx = (x - 320 - dx) / scale, fy = (y - 240 - dy) / scale;
                    frame.Pixels[y * frame.Width + x] = Pattern(c * fx + s * fy + 24, -s * fx + c * fy + 24);
                }

            var points = new LandmarkPoint[FacialLandmarks.Count];
            foreach (var (landmark, at) in FaceAligner.Template) points[landmark] = InFrame(at.X, at.Y);
            var aligned = new byte[FaceAligner.Side * FaceAligner.Side];
            FaceAligner.Align(frame, new FacialLandmarks(points), aligned);
            for (var y = 2; y < FaceAligner.Side - 2; y++)
                for (var x = 2; x < FaceAligner.Side - 2; x++)
                    ((double)aligned[y * FaceAligner.Side + x]).ShouldBe(Pattern(x, y), 4.0);
        }, iter: 20);

    [Fact]
    public void A_crop_of_the_right_size_is_taken_as_it_is()
    {
        var crop = new GreyImage(48, 48);
        new Random(3).NextBytes(crop.Pixels);
        FaceAligner.Resize(crop, face);
        face.ShouldBe(crop.Pixels.ToArray());
    }

    [Theory]
    [InlineData(96)]
    [InlineData(240)]
    [InlineData(24)]
    public void A_crop_of_another_size_is_scaled_about_its_middle(int side)
    {
        var crop = new GreyImage(side, side);
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++) crop.Pixels[y * side + x] = Pattern((x + 0.5) * 48 / side - 0.5, (y + 0.5) * 48 / side - 0.5);
        FaceAligner.Resize(crop, face);
        for (var y = 2; y < 46; y++)
            for (var x = 2; x < 46; x++) ((double)face[y * 48 + x]).ShouldBe(Pattern(x, y), 5.0);
    }

    [Fact]
    public void A_face_at_the_edge_goes_on_as_its_border()
    {
        var points = new LandmarkPoint[FacialLandmarks.Count];
        foreach (var (landmark, at) in FaceAligner.Template) points[landmark] = new LandmarkPoint(at.X - 24, at.Y);
        var frame = new GreyImage(48, 48);
        frame.Pixels.Fill(77);
        FaceAligner.Align(frame, new FacialLandmarks(points), face);
        face.ShouldAllBe(p => p == 77);
    }

    [Fact]
    public void Landmarks_in_one_place_are_refused() =>
        Should.Throw<ArgumentException>(() => FaceAligner.Align(new GreyImage(48, 48), new FacialLandmarks(new LandmarkPoint[FacialLandmarks.Count]), face));

    private static byte Pattern(double x, double y) => (byte)(128 + 50 * Math.Sin(x / 5) + 50 * Math.Cos(y / 6));
}
