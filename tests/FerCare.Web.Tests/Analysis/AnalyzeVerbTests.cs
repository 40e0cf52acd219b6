using System.Globalization;
using System.Text.Json;
using FerCare.Web.Analysis;

namespace FerCare.Web.Tests.Analysis;

public sealed class AnalyzeVerbTests : IDisposable
{
    private static readonly string[] Fields = ["source", "t_ms", "faces", "box", "landmarks", "pose", "eye_aspect_ratio", "quality", "emotions"];
    private static readonly string[] EmotionNames = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];
    private readonly string folder = Directory.CreateTempSubdirectory("fercare-analyze-").FullName;

    public AnalyzeVerbTests() => LandmarksInMemory.Keep();

    [Fact]
    public void Cut_out_faces_get_emotions_and_nothing_else()
    {
        var (status, records, problems) = Analyze([Samples], crop: true);
        (status, problems).ShouldBe((0, ""));
        records.Count.ShouldBe(7);
        records.Select(r => Path.GetFileName(r.GetProperty("source").GetString())).ShouldBe(EmotionNames.Order().Select(e => $"average-{e}.png"));
        foreach (var record in records)
        {
            record.EnumerateObject().Select(p => p.Name).ShouldBe(Fields);
            foreach (var field in new[] { "faces", "box", "landmarks", "pose", "eye_aspect_ratio" }) record.GetProperty(field).ValueKind.ShouldBe(JsonValueKind.Null);
            record.GetProperty("emotions").EnumerateObject().Select(p => p.Name).ShouldBe(EmotionNames);
            record.GetProperty("emotions").EnumerateObject().Sum(p => p.Value.GetDouble()).ShouldBe(1, 1e-4);
        }

        records.Single(r => r.GetProperty("source").GetString()!.Contains("happy")).GetProperty("emotions").GetProperty("happy").GetDouble().ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void A_photograph_of_one_person_has_every_field()
    {
        var (status, records, _) = Analyze([SharedSample("single_face.jpg")]);
        status.ShouldBe(0);
        var record = records.ShouldHaveSingleItem();
        record.EnumerateObject().Select(p => p.Name).ShouldBe(Fields);
        record.GetProperty("faces").GetInt32().ShouldBe(1);
        record.GetProperty("box").GetArrayLength().ShouldBe(4);
        record.GetProperty("landmarks").EnumerateArray().Count(pair => pair.GetArrayLength() == 2).ShouldBe(68);
        record.GetProperty("pose").EnumerateObject().Select(p => p.Name).ShouldBe(["yaw", "pitch", "roll"]);
        record.GetProperty("eye_aspect_ratio").GetDouble().ShouldBeInRange(0.1, 0.5);
        record.GetProperty("quality").GetArrayLength().ShouldBe(0);
        record.GetProperty("emotions").GetProperty("happy").GetDouble().ShouldBeGreaterThan(0.5);
    }

    [Theory]
    [InlineData("three_people.jpg", 3, "several-faces")]
    [InlineData("no_face_dogs.jpg", 0, "no-face")]
    [InlineData("no_face_landscape.jpg", 0, "no-face")]
    public void Without_a_single_face_nothing_is_claimed_about_one(string name, int faces, string reason)
    {
        var record = Analyze([SharedSample(name)]).Records.ShouldHaveSingleItem();
        record.GetProperty("faces").GetInt32().ShouldBe(faces);
        record.GetProperty("quality").EnumerateArray().Select(q => q.GetString()).ShouldBe([reason]);
        foreach (var field in new[] { "box", "landmarks", "pose", "eye_aspect_ratio", "emotions" }) record.GetProperty(field).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Motion_JPEG_gets_its_clock_from_the_rate_given()
    {
        var records = Analyze([SharedSample("single_face.mjpeg")], framesPerSecond: 10).Records;
        records.Select(r => r.GetProperty("t_ms").GetInt64()).ShouldBe(Enumerable.Range(0, 38).Select(i => i * 100L));
        records.ShouldAllBe(r => r.GetProperty("faces").GetInt32() == 1 && r.GetProperty("emotions").ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public void What_cannot_be_read_is_named_and_the_rest_goes_on()
    {
        var broken = Path.Combine(folder, "broken.jpg");
        File.WriteAllText(broken, "no picture");
        var missing = Path.Combine(folder, "missing.jpg");
        var noFolder = Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName;
        var (status, records, problems) = Analyze([broken, missing, noFolder, Sample("neutral")], crop: true);
        status.ShouldBe(1);
        records.ShouldHaveSingleItem().GetProperty("source").GetString().ShouldBe(Sample("neutral"));
        var lines = problems.TrimEnd().Split('\n');
        lines.Length.ShouldBe(3);
        lines[0].ShouldContain(broken);
        lines[1].ShouldContain(missing);
        lines[1].ShouldContain("no such file or folder");
        lines[2].ShouldContain(noFolder);
    }

    [Fact]
    public void A_broken_frame_of_a_clip_is_named_and_the_others_are_read()
    {
        var frame = File.ReadAllBytes(SharedSample("single_face.jpg"));
        var clip = Path.Combine(folder, "clip.mjpeg");
        File.WriteAllBytes(clip, [.. frame, .. frame[..(frame.Length / 2)], .. frame]);
        var (status, records, problems) = Analyze([clip]);
        status.ShouldBe(1);
        records.Select(r => r.GetProperty("t_ms").GetInt64()).ShouldBe([0, 80]);
        problems.ShouldContain($"{clip}: frame 2");
    }

    [Fact]
    public void Numbers_have_points_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        try
        {
            var output = Path.Combine(folder, "german.jsonl");
            AnalyzeVerb.Create().Parse([Sample("happy"), "--crop", "--fps", "12.5", "--out", output]).Invoke().ShouldBe(0);
            JsonDocument.Parse(File.ReadAllText(output)).RootElement.GetProperty("emotions").GetProperty("happy").GetDouble().ShouldBeInRange(0, 1);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("picture.jpg --fps 0")]
    [InlineData("picture.jpg --fps fast")]
    [InlineData("picture.jpg --fps 12,5")]
    public void Wrong_arguments_are_told(string arguments)
    {
        var errors = AnalyzeVerb.Create().Parse(arguments).Errors;
        errors.ShouldHaveSingleItem().Message.ShouldContain(arguments.Length == 0 ? "PATH" : "--fps");
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        var output = Path.Combine(folder, "no", "such", "folder.jsonl");
        using var problems = new StringWriter();
        AnalyzeVerb.Run([Sample("happy")], output, 25, true, problems, CancellationToken.None).ShouldBe(1);
        problems.ToString().ShouldContain(output);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private (int Status, List<JsonElement> Records, string Problems) Analyze(string[] paths, bool crop = false, double framesPerSecond = 25)
    {
        var output = Path.Combine(folder, "readings.jsonl");
        using var problems = new StringWriter();
        var status = AnalyzeVerb.Run(paths, output, framesPerSecond, crop, problems, CancellationToken.None);
        return (status, [.. File.ReadLines(output).Select(line => JsonDocument.Parse(line).RootElement)], problems.ToString());
    }

    private static string Samples => Repository.At("tests", "Samples");

    private static string Sample(string emotion) => Path.Combine(Samples, $"average-{emotion}.png");

    private static string SharedSample(string name) => Repository.Shared("samples", name);
}
