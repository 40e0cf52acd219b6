using CsCheck;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;

namespace FerCare.ModelLab.Tests.EarlyMethods;

public sealed class GradientHistogramsTests
{
    private const int Orientations = 9;

    [Fact]
    public void A_face_of_one_brightness_has_no_gradients() =>
        Describe((_, _) => 77).ShouldAllBe(number => number == 0);

    // A ramp that brightens at this angle; its gradients point there, give or take half a turn.
    [Theory]
    [InlineData(10, 0)]
    [InlineData(50, 2)]
    [InlineData(90, 4)]
    [InlineData(130, 6)]
    [InlineData(170, 8)]
    [InlineData(190, 0)]
    [InlineData(270, 4)]
    public void A_ramp_falls_into_the_orientation_it_rises_in(double degrees, int orientation)
    {
        double cos = Math.Cos(degrees * Math.PI / 180), sin = Math.Sin(degrees * Math.PI / 180);

        var numbers = Describe((x, y) => (byte)Math.Round(128 + 2.5 * ((x - 24) * cos + (y - 24) * sin)));

        Enumerable.Range(0, Orientations).MaxBy(o => numbers.Where((_, i) => i % Orientations == o).Sum()).ShouldBe(orientation);
    }

    [Fact]
    public void Neither_added_light_nor_contrast_changes_the_numbers_much() =>
        Gen.Select(Gen.Byte[0, 80].Array[FaceSet.PixelsPerFace], Gen.Int[0, 90], Gen.Int[1, 2]).Sample((pixels, light, contrast) =>
        {
            var plain = Describe((x, y) => pixels[y * FaceSet.Side + x]);
            var varied = Describe((x, y) => (byte)(pixels[y * FaceSet.Side + x] * contrast + light));
            return plain.Zip(varied, (a, b) => Math.Abs(a - b)).Max() < 0.01;
        }, iter: 50);

    [Fact]
    public void Every_block_has_length_one_where_there_is_something_to_see() =>
        Gen.Byte.Array[FaceSet.PixelsPerFace].Sample(pixels =>
            Describe((x, y) => pixels[y * FaceSet.Side + x]).Chunk(4 * Orientations).All(block => Math.Abs(block.Sum(n => n * n) - 1) < 0.01), iter: 50);

    private static float[] Describe(Func<int, int, byte> pixel)
    {
        var face = new byte[FaceSet.PixelsPerFace];
        for (var i = 0; i < face.Length; i++) face[i] = pixel(i % FaceSet.Side, i / FaceSet.Side);
        var numbers = new float[GradientHistograms.Length];
        GradientHistograms.Write(face, numbers);
        return numbers;
    }
}
