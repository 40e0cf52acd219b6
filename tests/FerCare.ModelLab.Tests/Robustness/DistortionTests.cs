using CsCheck;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Robustness;

namespace FerCare.ModelLab.Tests.Robustness;

public class DistortionTests
{
    private const int Side = FaceSet.Side;
    private static readonly Gen<byte[]> Faces = Gen.Byte.Array[FaceSet.PixelsPerFace];

    public static TheoryData<string> Names => [.. Distortions.All.Select(d => d.Name)];

    [Theory, MemberData(nameof(Names))]
    public void At_its_mildest_a_distortion_leaves_every_face_as_it_is(string name) =>
        Faces.Sample(face => Apply(name, face, Of(name).None, seed: 1).ShouldBe(face), iter: 10);

    [Theory, MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_picture(string name) =>
        Gen.Select(Faces, Severity(name), Gen.Int).Sample((face, severity, seed) =>
            Apply(name, face, severity, seed).ShouldBe(Apply(name, face, severity, seed)), iter: 10);

    [Theory, MemberData(nameof(Names))]
    public void Every_step_changes_a_face_more_than_the_one_before(string name)
    {
        var face = Smooth();
        var distances = Of(name).Severities.Select(severity => Enumerable.Range(0, 40).Average(seed => Distance(face, Apply(name, face, severity, seed)))).ToArray();
        distances[0].ShouldBeGreaterThan(0);
        distances.ShouldBe(distances.Order());
    }

    [Theory]
    [InlineData("gaussian blur")]
    [InlineData("motion blur")]
    [InlineData("low resolution")]
    [InlineData("in-plane rotation")]
    public void What_mixes_pixels_stays_between_the_darkest_and_the_brightest(string name) =>
        Gen.Select(Faces, Severity(name), Gen.Int, Gen.Byte[0, 120], Gen.Byte[130, 255]).Sample((face, severity, seed, dark, bright) =>
        {
            for (var i = 0; i < face.Length; i++) face[i] = Math.Clamp(face[i], dark, bright);
            Apply(name, face, severity, seed).ShouldAllBe(pixel => pixel >= dark && pixel <= bright);
        }, iter: 20);

    [Theory]
    [InlineData("gaussian blur")]
    [InlineData("motion blur")]
    [InlineData("low resolution")]
    [InlineData("in-plane rotation")]
    [InlineData("JPEG compression")]
    public void An_even_surface_stays_even(string name) =>
        Gen.Select(Gen.Byte, Severity(name), Gen.Int).Sample((grey, severity, seed) =>
            Apply(name, Even(grey), severity, seed).ShouldAllBe(pixel => Math.Abs(pixel - grey) <= (name == "JPEG compression" ? 20 : 0)), iter: 20);

    [Fact]
    public void Darkness_halves_the_light_for_every_stop_and_over_exposure_doubles_it_up_to_white() =>
        Gen.Select(Gen.Byte, Gen.Double[0.1, 5]).Sample((grey, stops) =>
        {
            static double Light(double stored) => Math.Pow(stored / 255, 2.2);
            // Half a grey level of rounding on either side.
            var dark = Apply("darkness", Even(grey), stops, 1)[0];
            Light(grey).ShouldBeInRange(Light(Math.Max(0, dark - 0.51)) * Math.Pow(2, stops), Light(dark + 0.51) * Math.Pow(2, stops));
            var bright = Apply("over-exposure", Even(grey), stops, 1)[0];
            if (bright < 255) Light(grey).ShouldBeInRange(Light(Math.Max(0, bright - 0.51)) / Math.Pow(2, stops), Light(bright + 0.51) / Math.Pow(2, stops));
            else (Light(grey) * Math.Pow(2, stops)).ShouldBeGreaterThan(0.99);
        }, iter: 200);

    [Fact]
    public void Noise_has_the_deviation_it_is_named_after()
    {
        foreach (var deviation in Of("gaussian noise").Severities.Where(d => d <= 30))
        {
            var noisy = Apply("gaussian noise", Even(128), deviation, seed: 3);
            noisy.Average(p => (double)p).ShouldBe(128, 3);
            Math.Sqrt(noisy.Average(p => (p - 128.0) * (p - 128.0))).ShouldBe(deviation, 0.07 * deviation);
        }
    }

    [Fact]
    public void A_blur_widens_a_point_to_its_deviation()
    {
        var point = new byte[FaceSet.PixelsPerFace];
        // A block, so that rounding to whole greys leaves enough.
        for (var y = 20; y < 28; y++) point.AsSpan(y * Side + 20, 8).Fill(255);
        foreach (var deviation in new[] { 1.0, 2 })
            (Spread(Apply("gaussian blur", point, deviation, 1)) - Spread(point)).ShouldBe(deviation * deviation, 0.25);
    }

    [Fact]
    public void A_turned_ring_stays_a_ring_and_a_turned_edge_does_not()
    {
        byte[] ring = [.. Enumerable.Range(0, FaceSet.PixelsPerFace).Select(i => (byte)(128 + 100 * Math.Sin(Math.Sqrt(Math.Pow(i % Side - 23.5, 2) + Math.Pow(i / Side - 23.5, 2)) / 4)))];
        byte[] edge = [.. Enumerable.Range(0, FaceSet.PixelsPerFace).Select(i => (byte)(i % Side < 24 ? 20 : 230))];
        // The corners show repeated border, so a disc is compared.
        Distance(ring, Apply("in-plane rotation", ring, 20, 1), within: 22).ShouldBeLessThan(3);
        Distance(edge, Apply("in-plane rotation", edge, 20, 1), within: 22).ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void A_mask_covers_its_part_from_below_and_nothing_else(double part) => Faces.Sample(face =>
    {
        var masked = Apply("mask", face, part, 1);
        var from = (int)(Side * (1 - part)) * Side;
        masked[..from].ShouldBe(face[..from]);
        masked[from..].Distinct().Count().ShouldBe(1);
    }, iter: 5);

    [Fact]
    public void Sunglasses_cover_both_eyes_and_leave_nose_and_mouth() => Faces.Sample(face =>
    {
        var covered = Apply("sunglasses", face, 9, 1);
        foreach (var (x, y) in new[] { (12, 18), (19, 19), (29, 19), (36, 18) }) covered[y * Side + x].ShouldBeLessThan((byte)50);
        covered[(28 * Side)..].ShouldBe(face[(28 * Side)..]);
        covered[..(12 * Side)].ShouldBe(face[..(12 * Side)]);
    }, iter: 5);

    [Fact]
    public void A_square_hides_no_more_than_its_area() =>
        Gen.Select(Faces, Severity("random square"), Gen.Int).Sample((face, side, seed) =>
            Apply("random square", face, side, seed).Where((pixel, i) => pixel != face[i]).Count().ShouldBeInRange(1, (int)((side + 1) * (side + 1))), iter: 50);

    [Fact]
    public void A_set_keeps_its_labels_and_each_face_its_own_chance()
    {
        var faces = SyntheticFaces.Of(7, seed: 2);
        var squares = Of("random square").Apply(faces, 12, seed: 5);
        squares.Labels.ShouldBe(faces.Labels);
        squares.RaterMajority(3).ShouldBe(faces.RaterMajority(3));
        Of("random square").Apply(faces, 12, seed: 5).Pixels.ShouldBe(squares.Pixels);
        Of("random square").Apply(faces, 12, seed: 6).Pixels.ShouldNotBe(squares.Pixels);
        var places = Enumerable.Range(0, 7).Select(i => Array.FindIndex(squares.Face(i).ToArray().Zip(faces.Face(i).ToArray()).ToArray(), p => p.First != p.Second));
        places.Distinct().Count().ShouldBeGreaterThan(4);
    }

    [Fact]
    public void A_severity_that_does_nothing_is_no_step() =>
        Should.Throw<ArgumentException>(() => new Distortion("any", "any", 0, [1, 0], Light.Darken)).Message.ShouldContain("any");

    [Fact]
    public void A_face_of_another_size_is_refused() =>
        Should.Throw<ArgumentException>(() => Distortions.All[0].Apply(new byte[100], 1, new Random(1), new byte[100])).Message.ShouldContain("100");

    private static Distortion Of(string name) => Distortions.All.Single(d => d.Name == name);

    private static Gen<double> Severity(string name) => Gen.Int[0, Of(name).Severities.Count - 1].Select(step => Of(name).Severities[step]);

    private static byte[] Apply(string name, byte[] face, double severity, int seed)
    {
        var distorted = new byte[FaceSet.PixelsPerFace];
        Of(name).Apply(face, severity, new Random(seed), distorted);
        return distorted;
    }

    private static byte[] Even(byte grey) => [.. Enumerable.Repeat(grey, FaceSet.PixelsPerFace)];

    /// <summary>Bright and dark at several scales, as a face is.</summary>
    private static byte[] Smooth() => [.. Enumerable.Range(0, FaceSet.PixelsPerFace).Select(i =>
        (byte)(120 + 40 * Math.Sin(i % Side / 7.0) + 30 * Math.Cos(i / Side / 5.0) + 20 * Math.Sin((i % Side + i / Side) / 1.7)))];

    private static double Distance(byte[] a, byte[] b, double within = double.MaxValue) =>
        a.Zip(b).Where((_, i) => Math.Pow(i % Side - 23.5, 2) + Math.Pow(i / Side - 23.5, 2) <= within * within).Average(p => Math.Abs(p.First - p.Second));

    private static double Spread(byte[] picture)
    {
        var mass = picture.Sum(p => (double)p);
        var middle = picture.Select((p, i) => p * (double)(i % Side)).Sum() / mass;
        return picture.Select((p, i) => p * Math.Pow(i % Side - middle, 2)).Sum() / mass;
    }
}
