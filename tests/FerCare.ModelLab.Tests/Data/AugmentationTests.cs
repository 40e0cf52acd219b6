using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Tests.Data;

public sealed class AugmentationTests
{
    private static readonly byte[] face = [.. Enumerable.Range(0, FaceSet.PixelsPerFace).Select(i => (byte)(i * 7 % 251))];

    [Fact]
    public void A_share_of_the_faces_stays_as_it_is_but_for_mirroring()
    {
        var augmentation = new Augmentation(new AugmentationOptions { PlainProbability = 0.5 }, new Random(4));
        var plain = new float[FaceSet.PixelsPerFace];
        Augmentation.Plain(face, plain);
        float[] mirrored = [.. Enumerable.Range(0, FaceSet.PixelsPerFace).Select(i => plain[i / FaceSet.Side * FaceSet.Side + FaceSet.Side - 1 - i % FaceSet.Side])];
        var (asItIs, turned) = (0, 0);

        for (var i = 0; i < 400; i++)
        {
            var drawn = new float[FaceSet.PixelsPerFace];
            augmentation.Draw(face, drawn);
            if (drawn.SequenceEqual(plain)) asItIs++;
            if (drawn.SequenceEqual(mirrored)) turned++;
        }

        asItIs.ShouldBeInRange(60, 140);
        turned.ShouldBeInRange(60, 140);
    }

    [Fact]
    public void Without_any_spread_a_face_is_only_mirrored()
    {
        var none = new AugmentationOptions().Times(0);
        var augmentation = new Augmentation(none, new Random(4));
        var plain = new float[FaceSet.PixelsPerFace];
        Augmentation.Plain(face, plain);

        for (var i = 0; i < 20; i++)
        {
            var drawn = new float[FaceSet.PixelsPerFace];
            augmentation.Draw(face, drawn);
            var same = Enumerable.Range(0, FaceSet.PixelsPerFace).Max(at => Math.Abs(drawn[at] - plain[at]));
            var mirrored = Enumerable.Range(0, FaceSet.PixelsPerFace).Max(at => Math.Abs(drawn[at] - plain[at / FaceSet.Side * FaceSet.Side + FaceSet.Side - 1 - at % FaceSet.Side]));
            Math.Min(same, mirrored).ShouldBeLessThan(1e-4f);
        }
    }

    [Fact]
    public void Half_the_spread_is_half_of_every_figure()
    {
        var (usual, half) = (new AugmentationOptions(), new AugmentationOptions { PlainProbability = 0.25 }.Times(0.5));

        half.RotationDegrees.ShouldBe(usual.RotationDegrees / 2);
        half.Scale.ShouldBe(usual.Scale / 2);
        half.Shift.ShouldBe(usual.Shift / 2);
        half.Brightness.ShouldBe(usual.Brightness / 2);
        half.Contrast.ShouldBe(usual.Contrast / 2);
        half.ErasingProbability.ShouldBe(usual.ErasingProbability / 2);
        half.PlainProbability.ShouldBe(0.25);
    }
}
