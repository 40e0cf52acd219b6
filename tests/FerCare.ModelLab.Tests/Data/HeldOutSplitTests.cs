using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Tests.Data;

public sealed class HeldOutSplitTests
{
    [Fact]
    public void Every_face_is_on_exactly_one_side_and_the_split_repeats()
    {
        var faces = SyntheticFaces.Of(140, seed: 3);

        var split = HeldOutSplit.Of(faces, 0.2, seed: 5);

        split.Learning.Concat(split.HeldOut).Order().ShouldBe(Enumerable.Range(0, 140));
        split.HeldOut.Length.ShouldBeInRange(20, 40);
        HeldOutSplit.Of(faces, 0.2, seed: 5).HeldOut.ShouldBe(split.HeldOut);
    }

    [Fact]
    public void Near_duplicates_fall_on_the_same_side()
    {
        var faces = SyntheticFaces.Of(140, seed: 3);
        // Faces 70 to 139 become brighter copies of faces 0 to 69.
        for (var i = 0; i < 70 * FaceSet.PixelsPerFace; i++)
            faces.Pixels[70 * FaceSet.PixelsPerFace + i] = (byte)Math.Min(255, faces.Pixels[i] + 1);

        var split = HeldOutSplit.Of(faces, 0.3, seed: 1);

        split.HeldOut.ShouldNotBeEmpty();
        split.HeldOut.Select(i => i % 70).Intersect(split.Learning.Select(i => i % 70)).ShouldBeEmpty();
    }
}
