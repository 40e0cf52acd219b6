using System.Text;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using SkiaSharp;

namespace FerCare.ModelLab.Tests.Data;

public sealed class FaceSetsTests : IDisposable
{
    private const string VotesHeader = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

    private readonly TemporaryFolder folder = new();
    private readonly FaceSet faces = SyntheticFaces.Of(14, seed: 7);

    [Fact]
    public void The_three_forms_of_a_set_hold_the_same_faces()
    {
        string idx = Sub("idx"), classes = Sub("classes");
        IdxWriting.WritePart(idx, "train", faces);
        WriteCsv(Enumerable.Range(0, 14).Select(i => Row(i, "Training")));
        for (var i = 0; i < 14; i++) WritePicture(Path.Combine(classes, "train", ((Emotion)faces.Labels[i]).NameOf(), $"{i:D2}.png"), faces.Face(i), FaceSet.Side);

        FaceSets.Open(idx, "train").Pixels.ShouldBe(faces.Pixels);
        FaceSet fromCsv = FaceSets.Open(folder.Path, "train"), fromPictures = FaceSets.Open(classes, "train");
        fromCsv.Pixels.ShouldBe(faces.Pixels);
        fromCsv.Labels.ShouldBe(faces.Labels);
        // The pictures are ordered by class.
        var ordered = faces.Choose([.. Enumerable.Range(0, 14).OrderBy(i => faces.Labels[i])]);
        fromPictures.Pixels.ShouldBe(ordered.Pixels);
        fromPictures.Labels.ShouldBe(ordered.Labels);
    }

    [Fact]
    public void A_set_without_votes_has_no_raters_majority()
    {
        WriteCsv([Row(0, "Training"), Row(1, "PublicTest")]);

        var set = FaceSets.Open(folder.File("fer2013.csv"), "validation");

        set.Labels.ShouldBe([1]);
        set.HasVotes.ShouldBeFalse();
        set.RaterMajority(0).ShouldBeNull();
        set.RaterDistribution(0, new float[Emotions.Count]).ShouldBeFalse();
        set.Mirrored().Choose([0]).HasVotes.ShouldBeFalse();
    }

    [Fact]
    public void Votes_beside_the_table_belong_to_the_same_rows_and_rows_without_a_picture_name_are_left_out()
    {
        WriteCsv([Row(0, "Training"), Row(1, "Training"), Row(2, "PublicTest")]);
        WriteVotes("Training,a.png,0,0,0,0,10,0,0,0,0,0", "Training,,0,0,0,0,0,0,0,0,0,10", "PublicTest,b.png,0,0,0,1,0,0,9,0,0,0");

        var train = FaceSets.Open(folder.Path, "train");

        train.Labels.ShouldBe([0]);
        train.RaterMajority(0).ShouldBe(Emotion.Angry);
        FaceSets.Open(folder.Path, "validation").RaterMajority(0).ShouldBe(Emotion.Fear);
    }

    [Fact]
    public void A_training_face_that_occurs_in_another_part_is_left_out()
    {
        WriteCsv([Row(0, "Training"), Row(1, "Training"), Row(2, "Training"), Row(1, "PublicTest"), Row(2, "PrivateTest"), Row(3, "PrivateTest")]);

        FaceSets.Open(folder.Path, "train").Labels.ShouldBe([0]);
        FaceSets.Open(folder.Path, "validation").Count.ShouldBe(1);
        FaceSets.Open(folder.Path, "test").Count.ShouldBe(2);
    }

    [Fact]
    public void A_large_picture_is_brought_to_48_pixels()
    {
        var large = new byte[96 * 96];
        for (var i = 0; i < large.Length; i++) large[i] = faces.Face(0)[i / 96 / 2 * 48 + i % 96 / 2];
        WritePicture(folder.File("test/happy/large.png"), large, 96);

        var set = FaceSets.Open(folder.Path, "test");

        set.Labels.ShouldBe([(byte)Emotion.Happy]);
        set.Pixels.ShouldBe(faces.Face(0).ToArray());
    }

    [Theory]
    [InlineData("3,1 2 3,Training", "row 3: expected 2304 pixels, found 3")]
    [InlineData("3,1 2 300,Training", "row 3: expected pixels from 0 to 255, found another value at pixel 2")]
    [InlineData("3,,Training", "row 3: expected 2304 pixels, found 0")]
    [InlineData("9,*,Training", "row 3: expected an emotion from 0 to 6, found 9")]
    [InlineData("happy,*,Training", "row 3: expected a number as emotion, found \"happy\"")]
    [InlineData("3,*,Practice", "row 3: expected a Usage of Training, PublicTest, PrivateTest, found \"Practice\"")]
    [InlineData("3,*", "row 3: expected a Usage of Training, PublicTest, PrivateTest, found \"\"")]
    public void A_wrong_row_is_refused_with_file_row_expectation_and_finding(string row, string complaint)
    {
        WriteCsv([Row(0, "Training"), row.Replace("*", string.Join(' ', faces.Face(1).ToArray()))]);

        var refusal = Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "train"));

        refusal.Message.ShouldStartWith(folder.File("fer2013.csv"));
        refusal.Message.ShouldContain(complaint);
        refusal.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(new[] { "Training,a,1,1,1,1,1,1,1,1,1,1" }, "expected a row for row 3 of fer2013.csv, found the end")]
    [InlineData(new[] { "Training,a,1,1,1,1,1,1,1,1,1,1", "PublicTest,b,1,1,1,1,1,1,1,1,1,1" }, "row 3: expected the Usage Training of the same row in fer2013.csv, found \"PublicTest\"")]
    [InlineData(new[] { "Training,a,1,1,1,1,1,1,1,1,1,1", "Training,b,1,1,1,1,1,1,1,1,1,1", "Training,c,1,1,1,1,1,1,1,1,1,1" }, "row 4: expected as many rows as its companion, found more")]
    [InlineData(new[] { "Training,a,1,1,1,1,1,1,1,1,1,1", "Training,b,1,1,1,1,1,1,1,1,1,11" }, "row 3: expected 0 to 10 votes for NF, found 11")]
    public void Votes_that_do_not_belong_to_the_table_are_refused(string[] votes, string complaint)
    {
        WriteCsv([Row(0, "Training"), Row(1, "Training")]);
        WriteVotes(votes);

        var refusal = Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "train"));

        refusal.Message.ShouldContain("fer2013new.csv");
        refusal.Message.ShouldContain(complaint);
    }

    [Fact]
    public void A_table_with_other_columns_or_without_the_part_is_refused()
    {
        File.WriteAllText(folder.File("fer2013.csv"), "label,image\n1,2\n");
        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "train")).Message.ShouldContain("expected the columns emotion, pixels, Usage, found label, image");

        WriteCsv([Row(0, "Training")]);
        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "test")).Message.ShouldContain("expected rows with Usage PrivateTest, found none");
    }

    [Fact]
    public void A_damaged_picture_or_a_folder_of_no_class_is_refused_by_name()
    {
        WritePicture(folder.File("test/happy/whole.png"), faces.Face(0), FaceSet.Side);
        File.WriteAllBytes(folder.File("test/happy/torn.png"), File.ReadAllBytes(folder.File("test/happy/whole.png"))[..200]);
        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "test")).Message.ShouldContain("torn.png: cannot be read as a picture");

        File.Delete(folder.File("test/happy/torn.png"));
        Directory.CreateDirectory(folder.File("test/bored"));
        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "test")).Message.ShouldContain("found bored");
    }

    [Fact]
    public void A_place_without_faces_is_refused_with_what_was_expected_there()
    {
        Should.Throw<LabDataException>(() => FaceSets.Open(folder.File("nowhere"), "train")).Message.ShouldContain("nowhere: expected a data folder or fer2013.csv, found nothing");
        File.WriteAllText(folder.File("notes.txt"), "");
        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "train")).Message.ShouldContain("a folder train with a folder per class, found notes.txt");
        Should.Throw<ArgumentException>(() => FaceSets.Open(folder.Path, "practice")).Message.ShouldContain("found practice");
    }

    [Fact]
    public void Files_of_an_IDX_part_that_differ_in_length_are_refused_by_name()
    {
        IdxWriting.WritePart(folder.Path, "train", faces);
        IdxWriting.Write(folder.File("train-labels-idx1-ubyte.gz"), [13], faces.Labels.AsSpan(0, 13));

        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "train")).Message.ShouldContain("train-images-idx3-ubyte.gz: expected [13, 48, 48], found [14, 48, 48]");
    }

    [Fact]
    public void A_set_of_no_faces_is_refused_by_file()
    {
        IdxWriting.WritePart(folder.Path, "validation", faces.Choose([]));

        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "validation")).Message.ShouldBe($"{folder.File("validation-labels-idx1-ubyte.gz")}: expected at least one face, found none.");
    }

    [Fact]
    public void Training_faces_that_all_occur_in_another_part_are_refused_by_file()
    {
        WriteCsv([Row(0, "Training"), Row(0, "PublicTest")]);
        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "train")).Message.ShouldBe($"{folder.File("fer2013.csv")}: expected faces with Usage Training that occur under no other, found none.");

        IdxWriting.WritePart(folder.Path, "train", faces);
        IdxWriting.WritePart(folder.Path, "test", faces);
        Should.Throw<LabDataException>(() => FaceSets.Open(folder.Path, "train")).Message.ShouldBe($"{folder.File("train-images-idx3-ubyte.gz")}: expected faces that occur in no other part, found none.");
    }

    private string Sub(string name) => Directory.CreateDirectory(folder.File(name)).FullName;

    private string Row(int face, string usage) => $"{faces.Labels[face]},{string.Join(' ', faces.Face(face).ToArray())},{usage}";

    private void WriteCsv(IEnumerable<string> rows) => File.WriteAllText(folder.File("fer2013.csv"), new StringBuilder("emotion,pixels,Usage\n").AppendJoin('\n', rows).ToString());

    private void WriteVotes(params string[] rows) => File.WriteAllLines(folder.File("fer2013new.csv"), [VotesHeader, .. rows]);

    private static void WritePicture(string path, ReadOnlySpan<byte> pixels, int side)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Gray8));
        pixels.CopyTo(bitmap.GetPixelSpan());
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        encoded.SaveTo(file);
    }

    public void Dispose() => folder.Dispose();
}
