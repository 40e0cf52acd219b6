using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using TorchSharp;

namespace FerCare.ModelLab.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private static readonly NetworkPlan Small = new XceptionShape(0.25, 1, 48, 2).Plan(dropout: 0.4);
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_run_that_was_interrupted_ends_with_the_same_weights_as_one_that_was_not()
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        Train(faces, "whole", epochs: 2, stopAfterEpoch: null);
        Train(faces, "resumed", epochs: 2, stopAfterEpoch: 1);
        Train(faces, "resumed", epochs: 2, stopAfterEpoch: null);

        var whole = Weights("whole");
        var resumed = Weights("resumed");
        whole.Zip(resumed, (a, b) => Math.Abs(a - b)).Max().ShouldBe(0);
    }

    [Fact]
    public void Training_lowers_the_loss_and_writes_its_learning_curve()
    {
        Train(SyntheticFaces.Of(280, seed: 9), "run", epochs: 3, stopAfterEpoch: null);

        var curve = File.ReadAllLines(folder.File("run/checkpoint/curve.csv"));
        curve[0].ShouldBe(LearningPoint.Header);
        var losses = curve.Skip(1).Select(line => double.Parse(line.Split(',')[2], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        losses.Length.ShouldBe(3);
        losses[2].ShouldBeLessThan(losses[0]);
    }

    [Fact]
    public void A_checkpoint_of_another_network_is_refused_with_both_names()
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        Train(faces, "run", epochs: 1, stopAfterEpoch: null);

        var refusal = Should.Throw<LabDataException>(() => Train(faces, "run", epochs: 2, stopAfterEpoch: null, new XceptionShape(0.5, 4).Plan(dropout: 0)));

        refusal.Message.ShouldContain("width 0.5, 4 middle blocks");
        refusal.Message.ShouldContain("width 0.25, 1 middle blocks");
    }

    [Fact]
    public void Weights_of_another_network_under_a_plan_are_refused_by_file()
    {
        Train(SyntheticFaces.Of(140, seed: 8), "run", epochs: 1, stopAfterEpoch: null);
        File.WriteAllText(folder.File("run/checkpoint/plan.json"), Baselines.Perceptron(0).ToJson());

        Should.Throw<LabDataException>(() => Checkpoint.LoadAverage(folder.File("run"))).Message.ShouldContain("average.dat");
    }

    [Fact]
    public void A_run_with_patience_stops_when_nothing_improves_and_keeps_the_best_weights()
    {
        // Without a learning rate the held-out score cannot rise after the first epoch.
        var options = Recipe(epochs: 9) with { LearningRate = 0, Patience = 2 };
        using (var training = new TrainingRun(Small, options, SyntheticFaces.Of(140, seed: 8), folder.File("run")))
            training.Go(TextWriter.Null, _ => { }, CancellationToken.None);

        Checkpoint.CurveIn(folder.File("run")).Count.ShouldBe(3);
        using var best = Checkpoint.LoadAverage(folder.File("run"), best: true);
        best.Plan.ToString().ShouldBe(Small.ToString());
    }

    [Fact]
    public void Epochs_of_the_run_that_another_starts_from_are_counted_with_its_own()
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        Train(faces, "first", epochs: 2, stopAfterEpoch: null);
        Train(faces, "second", epochs: 1, stopAfterEpoch: null);

        Checkpoint.StartsAfter(folder.File("second"), Checkpoint.HistoryIn(folder.File("first")));
        Checkpoint.StartsAfter(folder.File("second"), Checkpoint.HistoryIn(folder.File("second")));

        Checkpoint.HistoryIn(folder.File("second")).Select(p => p.Epoch).ShouldBe([1, 2, 1]);
        Provenance.Of(folder.File("second")).ShouldContain("3 epochs");
        Provenance.Of(folder.File("first"), folder.File("second")).ShouldContain("3 epochs in 0.0 h, mean of the weights of 2 runs", Case.Sensitive, "what went into both counts once");
        Should.Throw<LabDataException>(() => LearningPoint.ReadAll(folder.File("second/checkpoint/plan.json"))).Message.ShouldContain("expected a learning curve");
    }

    [Fact]
    public void A_pupil_that_follows_only_its_teacher_comes_to_answer_like_it()
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        Train(faces, "teacher", epochs: 1, stopAfterEpoch: null);
        var options = Recipe(epochs: 3) with { DistillationShare = 1, Seed = 5 };

        using (var training = new TrainingRun(Small, options, faces, folder.File("pupil"), Teachers.Load([folder.File("teacher")], options)))
            training.Go(TextWriter.Null, _ => { }, CancellationToken.None);

        var losses = Checkpoint.CurveIn(folder.File("pupil")).Select(p => p.Loss).ToArray();
        losses[2].ShouldBeLessThan(losses[0]);
    }

    [Fact]
    public void A_teacher_that_is_left_as_an_exported_file_answers_like_its_checkpoint()
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        Train(faces, "teacher", epochs: 1, stopAfterEpoch: null);
        using var network = Checkpoint.LoadAverage(folder.File("teacher"));
        OnnxExport.Save(Folding.Fold(network), folder.File("teacher.onnx"), "a-teacher", "a test");
        using var exported = new ExportedTeacher(folder.File("teacher.onnx"));
        using var kept = CheckpointTeacher.Load(folder.File("teacher"), Recipe(epochs: 1));

        using var scope = TensorScope.Begin();
        var pictures = Pictures.Of(faces, [0, 1, 2, 3]);
        var (expected, found) = (kept.Answer(pictures), exported.Answer(pictures));

        found.Fer2013.shape.ShouldBe([4, 7]);
        (found.Fer2013 - expected.Fer2013).abs().max().item<float>().ShouldBeLessThan(1e-3f);
        (found.FerPlus - expected.FerPlus).abs().max().item<float>().ShouldBeLessThan(1e-3f);
    }

    [Fact]
    public void A_teacher_that_is_missing_or_no_network_is_named()
    {
        File.WriteAllText(folder.File("text.onnx"), "no network");

        Should.Throw<LabDataException>(() => new ExportedTeacher(folder.File("none.onnx"))).Message.ShouldContain("none.onnx: expected a network");
        Should.Throw<LabDataException>(() => new ExportedTeacher(folder.File("text.onnx"))).Message.ShouldContain("text.onnx: expected an ONNX network");
    }

    [Fact]
    public void The_average_of_a_run_that_goes_on_from_given_weights_keeps_them_and_that_of_a_fresh_one_forgets_its_random_start()
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        torch.manual_seed(Recipe(1).Seed);
        using var start = new PlannedNetwork(Small);
        var given = start.state_dict();
        Train(faces, "fresh", epochs: 1, stopAfterEpoch: null);
        using (var training = new TrainingRun(Small, Recipe(1), faces, folder.File("going-on"), prepare: network => network.load_state_dict(given)))
            training.Go(TextWriter.Null, _ => { }, CancellationToken.None);

        double Way(string run)
        {
            using var network = Checkpoint.LoadAverage(folder.File(run));
            return network.Plan.Layers.OfType<Convolution>().Max(c => network.ConvolutionOf(c.Name).Weight.data<float>().Zip(start.ConvolutionOf(c.Name).Weight.data<float>(), (a, b) => Math.Abs(a - b)).Max());
        }

        // Both were trained by the same steps from the same weights.
        Way("going-on").ShouldBeLessThan(Way("fresh") / 5);
        Way("going-on").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_learning_rate_warms_up_and_ends_at_zero()
    {
        var options = new TrainingOptions { Epochs = 10, WarmUpEpochs = 1, LearningRate = 0.2 };

        options.LearningRateAt(0.5).ShouldBe(0.1, 1e-9);
        options.LearningRateAt(1).ShouldBe(0.2, 1e-9);
        options.LearningRateAt(10).ShouldBe(0, 1e-9);
    }

    private void Train(FaceSet faces, string run, int epochs, int? stopAfterEpoch, NetworkPlan? plan = null)
    {
        using var training = new TrainingRun(plan ?? Small, Recipe(epochs), faces, folder.File(run));
        using var stop = new CancellationTokenSource();
        var log = new StopAtLine(stopAfterEpoch is { } last ? $"epoch {last}/" : null, stop);
        try
        {
            training.Go(log, _ => { }, stop.Token);
        }
        catch (OperationCanceledException) when (stopAfterEpoch is not null)
        {
            // The interruption that the test asked for.
        }
    }

    private static TrainingOptions Recipe(int epochs) => new() { Epochs = epochs, BatchSize = 14, LearningRate = 0.02, HeldOutShare = 0.1, HalfPrecision = false };

    private float[] Weights(string run)
    {
        using var network = Checkpoint.LoadAverage(folder.File(run));
        return [.. network.state_dict().Values.Where(t => t.is_floating_point()).SelectMany(t => t.data<float>().ToArray())];
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Asks the run to stop when it logs a line that begins with the given words.</summary>
    private sealed class StopAtLine(string? start, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (start is not null && value?.StartsWith(start, StringComparison.Ordinal) == true) stop.Cancel();
            base.WriteLine(value);
        }
    }
}
