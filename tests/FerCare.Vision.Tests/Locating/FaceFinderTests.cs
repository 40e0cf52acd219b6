using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using FerCare.Affect;
using FerCare.Affect.Face;
using FerCare.Samples;
using FerCare.Vision.Decoding;
using FerCare.Vision.Locating;
using SkiaSharp;

namespace FerCare.Vision.Tests.Locating;

public sealed class FaceFinderTests : IDisposable
{
    private const double Threshold = -0.3;
    private readonly FaceFinder finder = LoadedModels.Finder();

    [Fact]
    public void Landmarks_in_the_listed_boxes_are_those_that_Dlib_placed()
    {
        var folder = SharedSamples.Path("landmarks68");
        var errors = new List<double>();
        foreach (var listed in XDocument.Load(Path.Combine(folder, "landmarks.xml")).Descendants("image"))
        {
            var image = AsDlibReads(Path.Combine(folder, listed.Attribute("file")!.Value));
            foreach (var box in listed.Elements("box"))
            {
                var found = finder.Landmarks(image, new FaceSquare(Number(box, "left"), Number(box, "top"), Number(box, "width"), Number(box, "height")));
                errors.Add(box.Elements("part").Select((part, i) =>
                    // The list has whole pixels.
                    LandmarkPoint.Distance(new LandmarkPoint(MathF.Round(found[i].X), MathF.Round(found[i].Y)), new LandmarkPoint(Number(part, "x"), Number(part, "y"))))
                    .Average() / found.OuterEyeDistance);
            }
        }

        errors.Count.ShouldBe(18);
        errors.Average().ShouldBeLessThan(0.02);
        errors.Order().ElementAt(9).ShouldBeLessThan(0.005, "Most boxes give the same points exactly.");
    }

    [Theory]
    [InlineData("single_face.jpg", 1)]
    [InlineData("three_people.jpg", 3)]
    [InlineData("no_face_dogs.jpg", 0)]
    [InlineData("no_face_landscape.jpg", 0)]
    public void Faces_in_photographs_are_counted(string name, int expected)
    {
        var image = new GreyImage(1, 1);
        new FrameDecoder(FrameLimits.File).Decode(File.ReadAllBytes(SharedSamples.Path(name)), image);
        finder.Detect(image, Threshold).Length.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(AllEmotions))]
    public void A_class_average_drawn_into_a_frame_is_found_with_its_landmarks_in_order(Emotion emotion)
    {
        using var patient = new ScriptedPatient((emotion, 1));
        var image = new GreyImage(1, 1);
        new FrameDecoder(FrameLimits.Streamed).Decode(patient.Frame(TimeSpan.Zero), image);
        var face = finder.Detect(image, Threshold).ShouldHaveSingleItem();
        var landmarks = finder.Landmarks(image, FaceSquare.Of(face));
        landmarks.OuterEyeDistance.ShouldBeInRange(90, 150);
        landmarks[36].X.ShouldBeLessThan(landmarks[45].X);
        landmarks[8].Y.ShouldBeGreaterThan(landmarks[27].Y);
        FaceSquare.Around(landmarks).Overlap(FaceSquare.Of(face)).ShouldBeGreaterThan(0.6);
    }

    [Fact]
    public void Landmarks_have_parts_of_pixels()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 1));
        var image = new GreyImage(1, 1);
        new FrameDecoder(FrameLimits.Streamed).Decode(patient.Frame(TimeSpan.Zero), image);
        var landmarks = finder.Landmarks(image, FaceSquare.Of(finder.Detect(image, Threshold)[0]));
        landmarks.Points.ToArray().Count(p => p.X != MathF.Round(p.X)).ShouldBeGreaterThan(60);
    }

    [Fact]
    public void Several_placements_steady_the_points_of_a_still_face_without_moving_them()
    {
        using var patient = new ScriptedPatient((Emotion.Neutral, 1));
        var image = new GreyImage(1, 1);
        new FrameDecoder(FrameLimits.Streamed).Decode(patient.Frame(TimeSpan.Zero), image);
        var still = image.Pixels.ToArray();
        var box = FaceSquare.Of(finder.Detect(image, Threshold)[0]);
        var once = new List<FacialLandmarks>();
        var steady = new List<FacialLandmarks>();
        var noise = new Random(5);
        for (var i = 0; i < 40; i++)
        {
            for (var p = 0; p < still.Length; p++) image.Pixels[p] = (byte)Math.Clamp(still[p] + noise.Next(-6, 7), 0, 255);
            once.Add(finder.Landmarks(image, box));
            steady.Add(finder.SteadyLandmarks(image, box, 3));
        }

        Jitter(steady).ShouldBeLessThan(0.9 * Jitter(once));
        for (var i = 0; i < FacialLandmarks.Count; i++) LandmarkPoint.Distance(Mean(steady, i), Mean(once, i)).ShouldBeLessThan(3, $"landmark {i}");
    }

    [Fact]
    public void Boxes_that_reach_beyond_the_frame_give_finite_points() =>
        Gen.Select(Gen.Double[-200, 200], Gen.Double[-200, 200], Gen.Double[1, 400]).Sample((x, y, side) =>
        {
            var landmarks = finder.Landmarks(new GreyImage(64, 48), new FaceSquare(x, y, side, side));
            landmarks.Points.Length.ShouldBe(FacialLandmarks.Count);
        }, iter: 100, threads: 1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 500)]
    [InlineData(7, 3)]
    public void Tiny_images_have_no_faces(int width, int height) => finder.Detect(new GreyImage(width, height), Threshold).ShouldBeEmpty();

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(1e9)]
    public void A_box_without_a_sensible_area_is_refused(double side) =>
        Should.Throw<InvalidOperationException>(() => finder.Landmarks(new GreyImage(64, 48), new FaceSquare(0, 0, side, side))).Message.ShouldContain("box");

    [Fact]
    public void A_missing_landmark_file_is_named_with_the_way_to_get_it()
    {
        var problem = Should.Throw<MissingModelException>(() => new FaceFinder("/nowhere/landmarks.dat"));
        problem.Message.ShouldContain("/nowhere/landmarks.dat");
        problem.Message.ShouldContain("apt-get install libdlib-data");
        problem.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_file_that_is_no_landmark_predictor_is_refused_by_name()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "not a predictor");
            var problem = Should.Throw<MissingModelException>(() => new FaceFinder(file));
            problem.Message.ShouldContain(file);
            problem.Message.ShouldContain("libdlib-data");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Finders_on_several_threads_give_the_same_faces()
    {
        using var patient = new ScriptedPatient((Emotion.Happy, 1));
        var frame = patient.Frame(TimeSpan.Zero);
        var found = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var own = LoadedModels.Finder();
            var image = new GreyImage(1, 1);
            new FrameDecoder(FrameLimits.Streamed).Decode(frame, image);
            return own.Detect(image, Threshold).ShouldHaveSingleItem();
        })));
        found.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void The_version_of_Dlib_is_known() => FaceFinder.DlibVersion.ShouldMatch(@"^\d+\.\d+");

    public static TheoryData<Emotion> AllEmotions() => [.. Emotions.All];

    public void Dispose() => finder.Dispose();

    private static int Number(XElement element, string name) => int.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static LandmarkPoint Mean(List<FacialLandmarks> faces, int landmark) => new(faces.Average(f => f[landmark].X), faces.Average(f => f[landmark].Y));

    private static double Jitter(List<FacialLandmarks> faces) =>
        Enumerable.Range(0, FacialLandmarks.Count).Average(i => faces.Average(f => LandmarkPoint.Distance(f[i], Mean(faces, i))));

    /// <summary>Grey as Dlib makes it of colours, the mean of the three, so that its own points are met exactly.</summary>
    private static GreyImage AsDlibReads(string file)
    {
        using var picture = SKBitmap.Decode(file, new SKImageInfo(SKBitmap.DecodeBounds(file).Width, SKBitmap.DecodeBounds(file).Height, SKColorType.Rgba8888));
        var colours = picture.GetPixelSpan();
        var image = new GreyImage(picture.Width, picture.Height);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)((colours[4 * i] + colours[4 * i + 1] + colours[4 * i + 2]) / 3);
        return image;
    }
}
