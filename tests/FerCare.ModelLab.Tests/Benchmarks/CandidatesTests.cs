using System.CommandLine;
using FerCare.ModelLab.Benchmarks;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using FerCare.ModelLab.Verbs;
using FerCare.Vision;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Benchmarks;

public sealed class CandidatesTests : IDisposable
{
    private static readonly NetworkPlan Small = new XceptionShape(0.25, 1, 48, 2).Plan(dropout: 0.4), Other = new XceptionShape(0.25, 2, 48, 2).Plan(dropout: 0.4);
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_checkpoint_of_another_network_is_refused_by_name()
    {
        Run("vgg", Baselines.Perceptron(dropout: 0.4));
        using var candidates = new Candidates(folder.Path, faces: null);

        var refusal = Should.Throw<LabDataException>(() => candidates.Add("VGG-Net", "vgg", new ExpectedNetwork(Baselines.Vgg(dropout: 0), AnySize: true), GraphCompilation.None));

        refusal.Message.ShouldContain($"{folder.File("vgg")}: expected a checkpoint of vgg, found 'ann, ");
        candidates.All.ShouldBeEmpty();
    }

    [Fact]
    public void A_checkpoint_of_another_size_is_refused_with_the_plan_to_renew()
    {
        Run("small", Other);
        using var candidates = new Candidates(folder.Path, faces: null);

        var refusal = Should.Throw<LabDataException>(() => candidates.Add("Small", "small", Planned(Small), GraphCompilation.None));

        refusal.Message.ShouldContain("1 middle blocks");
        refusal.Message.ShouldContain("2 middle blocks");
        refusal.Message.ShouldEndWith($"replace {folder.File("small.plan.json")} with {folder.File("small/checkpoint/plan.json")}.");
        File.Exists(folder.File("small/checkpoint/plan.json")).ShouldBeTrue();
    }

    [Fact]
    public void Dropout_and_normalisation_make_no_other_network_and_a_baseline_may_have_another_size()
    {
        Run("folded", Folding.PlanOf(Small));
        Run("narrow", Baselines.Vgg(dropout: 0.4, width: 0.25));

        Should.NotThrow(() => Planned(Small).RequireCheckpoint(folder.File("folded")));
        Should.NotThrow(() => new ExpectedNetwork(Baselines.Vgg(dropout: 0), AnySize: true).RequireCheckpoint(folder.File("narrow")));
    }

    [Fact]
    public void A_trained_network_tells_its_epochs_and_with_held_out_faces_its_calibration()
    {
        Train("small");
        var faces = SyntheticFaces.Of(21, seed: 3);
        using Candidates calibrated = new(folder.Path, faces, SyntheticFaces.Of(35, seed: 4)), plain = new(folder.Path, faces);

        foreach (var each in (Candidates[])[calibrated, plain]) each.Add("Small", "small", new ExpectedNetwork(SmallNetwork.Plan), GraphCompilation.InMemory);

        BenchmarkRow row = calibrated.All.Single().Evaluated("a run"), without = plain.All.Single().Evaluated("a run");
        row.Epochs.ShouldBe(1);
        row.Hours!.Value.ShouldBeGreaterThanOrEqualTo(0);
        row.Fer2013Calibration!.Value.ShouldBeInRange(0, 1);
        row.FerPlusCalibration!.Value.ShouldBeInRange(0, 1);
        without.Fer2013.ShouldBe(row.Fer2013);
        without.Fer2013Calibration.ShouldBeNull();
        without.FerPlusCalibration.ShouldBeNull();
    }

    [Fact]
    public void Without_votes_on_the_held_out_faces_no_head_is_told_calibrated()
    {
        Train("small");
        var held = SyntheticFaces.Of(35, seed: 4);
        using var candidates = new Candidates(folder.Path, SyntheticFaces.Of(21, seed: 3), new FaceSet(held.Pixels, held.Labels, votes: null));

        candidates.Add("Small", "small", new ExpectedNetwork(SmallNetwork.Plan), GraphCompilation.InMemory);

        var row = candidates.All.Single().Evaluated("a run");
        row.FerPlus.ShouldNotBeNull();
        row.Fer2013Calibration.ShouldBeNull();
        row.FerPlusCalibration.ShouldBeNull();
    }

    [Fact]
    public void An_exported_network_tells_the_epochs_and_hours_of_its_manifest()
    {
        Run("run", Small, "1,0.1,2,0.5,0.6,1800.0", "2,0.1,2,0.5,0.6,3600.0");
        var manifest = Export($"{Provenance.Of(folder.File("run"))}; int8, calibrated on 1024 training faces");
        using var candidates = new Candidates(checkpoints: null, faces: null);

        candidates.AddFile("Small, exported", manifest, Planned(Small), GraphCompilation.InMemory);

        var row = candidates.All.Single().Row;
        row.Epochs.ShouldBe(2);
        row.Hours.ShouldBe(1.5);
        row.Sha256.ShouldBe(ModelManifest.Read(manifest).Sha256);
    }

    [Theory]
    [InlineData("trained by FerCare.ModelLab on FER2013 with FER+ votes, 70 epochs in 7.5 h, mean of the weights of 2 runs, xception", 70, 7.5)]
    [InlineData("trained by FerCare.ModelLab, 70 epochs in 7.5 h, xception; int8, fine-tuned with rounding, 3 epochs, rare classes lifted", 73, null)]
    [InlineData("trained by FerCare.ModelLab, 70 epochs in 7.5 h, xception; int8, fine-tuned with rounding, 3 epochs; with them 73 epochs in 8.0 h", 73, 8.0)]
    [InlineData("random weights, for time and size only", null, null)]
    public void What_a_manifest_does_not_tell_of_the_training_is_not_made_up(string origin, int? epochs, double? hours) =>
        TrainingEffort.ToldBy(origin).ShouldBe(new TrainingEffort(epochs, hours));

    [Fact]
    public void An_exported_network_of_another_plan_is_refused_with_the_plan_to_renew_and_a_missing_one_as_missing()
    {
        var manifest = Export("a test");
        using var candidates = new Candidates(checkpoints: null, faces: null);

        var refusal = Should.Throw<LabDataException>(() => candidates.AddFile("Small, exported", manifest, Planned(Other), GraphCompilation.InMemory));
        File.Delete(Path.ChangeExtension(manifest, ".onnx"));
        var missing = Should.Throw<MissingModelException>(() => candidates.AddFile("Small, exported", manifest, Planned(Other), GraphCompilation.InMemory));

        refusal.Message.ShouldContain($"replace {folder.File("small.plan.json")} with checkpoint/plan.json of the run");
        missing.Message.ShouldNotContain("replace");
    }

    [Fact]
    public async Task Memory_is_told_of_a_process_that_loads_stored_neighbours()
    {
        NearestNeighbours.Train(SyntheticFaces.Of(140, seed: 2), null, new NearestNeighbourOptions { Neighbours = [3] }).Save(folder.File("faces.knn"));

        long.Parse(await PeakOf(folder.File("faces.knn")), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        (await Should.ThrowAsync<LabDataException>(() => PeakOf(folder.File("none.knn")))).Message.ShouldContain("none.knn");
    }

    private static async Task<string> PeakOf(string file)
    {
        using var console = new StringWriter();
        await PeakMemoryVerb.Create().Parse((string[])[file]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = console }, TestContext.Current.CancellationToken);
        return console.ToString();
    }

    /// <summary>The plan in a file beside the checkpoints, small.plan.json.</summary>
    private ExpectedNetwork Planned(NetworkPlan plan)
    {
        File.WriteAllText(folder.File("small.plan.json"), plan.ToJson());
        return ExpectedNetwork.Read(folder.File("small.plan.json"));
    }

    /// <summary>As much of a checkpoint as tells what was trained, and how long.</summary>
    private void Run(string run, NetworkPlan plan, params string[] curve)
    {
        var inside = Directory.CreateDirectory(folder.File($"{run}/checkpoint")).FullName;
        File.WriteAllText(Path.Combine(inside, "plan.json"), plan.ToJson());
        File.WriteAllLines(Path.Combine(inside, "curve.csv"), [LearningPoint.Header, .. curve]);
    }

    private void Train(string run)
    {
        var recipe = new TrainingOptions { Epochs = 1, BatchSize = 14, LearningRate = 0.02, HeldOutShare = 0.1, HalfPrecision = false };
        using var training = new TrainingRun(SmallNetwork.Plan, recipe, SyntheticFaces.Of(140, seed: 8), folder.File(run));
        training.Go(TextWriter.Null, _ => { }, CancellationToken.None);
    }

    /// <summary>An untrained network as a file; gives its manifest.</summary>
    private string Export(string origin)
    {
        using var network = new PlannedNetwork(Small);
        network.eval();
        OnnxExport.Save(network, folder.File("small.onnx"), "small", origin);
        return folder.File("small.json");
    }

    public void Dispose() => folder.Dispose();
}
