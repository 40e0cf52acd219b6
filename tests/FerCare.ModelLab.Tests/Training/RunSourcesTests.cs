using System.Text.Json.Nodes;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Tests.Training;

/// <summary>What a run learns from beside its recipe, when it is stopped and goes on.</summary>
public sealed class RunSourcesTests : IDisposable
{
    private const int Faces = 8, OtherFaces = 9;

    private static readonly NetworkPlan Perceptron = Baselines.Perceptron(dropout: 0);
    private static readonly TrainingOptions Recipe = new() { Epochs = 1, BatchSize = 14, LearningRate = 0.02, HeldOutShare = 0.1, HalfPrecision = false };
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_run_that_would_go_on_from_other_faces_teachers_or_weights_is_refused_by_what_differs()
    {
        Train("first", Recipe);
        Train("second", Recipe with { Seed = 2 });
        Train("run", Recipe, Faces, "first", "first");

        Refused(OtherFaces, "first", "first").ShouldContain("recipe.json: expected a run with the training faces (--data) sha256 ");
        Refused(Faces, "second", "first").ShouldContain("expected a run with the teachers sha256 ");
        Refused(Faces, "", "first").ShouldContain("expected a run with the teachers none, found sha256 ");
        Refused(Faces, "first", "second").ShouldContain("expected a run with the weights to start from sha256 ");
        Refused(Faces, "first", "").ShouldContain("expected a run with the weights to start from none, found sha256 ");
        Checkpoint.CurveIn(folder.File("run")).Count.ShouldBe(1);

        string Refused(int faces, string teacher, string start) => Should.Throw<LabDataException>(() => Train("run", Recipe with { Epochs = 2 }, faces, teacher, start)).Message;
    }

    [Fact]
    public void A_teacher_that_has_moved_is_the_same_and_one_that_was_trained_on_is_another()
    {
        Train("first", Recipe);
        Train("run", Recipe, teacher: "first");
        Directory.Move(folder.File("first"), folder.File("moved"));

        Train("run", Recipe with { Epochs = 2 }, teacher: "moved");
        Train("moved", Recipe with { Epochs = 2 });
        var refusal = Should.Throw<LabDataException>(() => Train("run", Recipe with { Epochs = 3 }, teacher: "moved"));

        refusal.Message.ShouldContain("expected a run with the teachers sha256 ");
        Checkpoint.CurveIn(folder.File("run")).Count.ShouldBe(2);
    }

    [Fact]
    public void A_checkpoint_of_before_this_was_noted_goes_on_from_anything_and_notes_it_then()
    {
        Train("first", Recipe);
        Train("run", Recipe, teacher: "first");
        var path = folder.File("run/checkpoint/recipe.json");
        var recipe = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        recipe.Remove("learnsFrom").ShouldBeTrue();
        recipe.Remove("trainedEpochs").ShouldBeTrue();
        File.WriteAllText(path, recipe.ToJsonString());

        Train("run", Recipe with { Epochs = 2 }, OtherFaces);

        Checkpoint.CurveIn(folder.File("run")).Count.ShouldBe(2);
        Should.Throw<LabDataException>(() => Train("run", Recipe with { Epochs = 3 }, Faces)).Message.ShouldContain("training faces");
    }

    [Fact]
    public void Faces_are_told_apart_by_labels_pixels_and_votes_and_not_by_where_they_lie()
    {
        var faces = SyntheticFaces.Of(14, seed: Faces);

        new FaceSet(faces.Pixels, faces.Labels, SyntheticFaces.VotesFor(faces.Labels)) { Source = "elsewhere" }.Sha256().ShouldBe(faces.Sha256());
        new FaceSet(faces.Pixels, faces.Labels, votes: null).Sha256().ShouldNotBe(faces.Sha256());
        new FaceSet(faces.Pixels, [.. faces.Labels.Select(label => (byte)(6 - label))], SyntheticFaces.VotesFor(faces.Labels)).Sha256().ShouldNotBe(faces.Sha256());
        faces.Mirrored().Sha256().ShouldNotBe(faces.Sha256());
    }

    public void Dispose() => folder.Dispose();

    private void Train(string run, TrainingOptions recipe, int faces = Faces, string teacher = "", string start = "")
    {
        string[] followed = teacher.Length == 0 ? [] : [folder.File(teacher)];
        string[] from = start.Length == 0 ? [] : [folder.File(start)];
        using var training = new TrainingRun(Perceptron, recipe, SyntheticFaces.Of(140, seed: faces), folder.File(run), Teachers.Load(followed, recipe), startsFrom: from);
        training.Go(TextWriter.Null, _ => { }, CancellationToken.None);
    }
}
