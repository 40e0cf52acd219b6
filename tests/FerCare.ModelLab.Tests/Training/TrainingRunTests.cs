using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using TorchSharp;

namespace FerCare.ModelLab.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private static readonly NetworkPlan Small = SmallNetwork.Plan;
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(Optimizer.Sgd, false)]
    [InlineData(Optimizer.AdamW, true)]
    public void A_run_that_was_interrupted_ends_with_the_same_weights_as_one_that_was_not(Optimizer optimizer, bool halfPrecision)
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        var recipe = Recipe(epochs: 2) with { Optimizer = optimizer, HalfPrecision = halfPrecision, LearningRate = optimizer == Optimizer.AdamW ? 0.001 : 0.02 };
        Train(faces, "whole", recipe, stopAfterEpoch: null);
        Train(faces, "resumed", recipe, stopAfterEpoch: 1);
        Checkpoint.CurveIn(folder.File("resumed")).Count.ShouldBe(1);
        Train(faces, "resumed", recipe, stopAfterEpoch: null);

        var whole = Weights("whole");
        var resumed = Weights("resumed");
        whole.Zip(resumed, (a, b) => Math.Abs(a - b)).Max().ShouldBe(0);
    }

    [Fact]
    public void A_run_that_is_asked_to_stop_ends_with_the_step_at_hand()
    {
        using var training = new TrainingRun(Small, Recipe(epochs: 1), SyntheticFaces.Of(280, seed: 8), folder.File("run"));
        using var stop = new CancellationTokenSource();
        var steps = 0;

        Should.Throw<OperationCanceledException>(() => training.Go(TextWriter.Null, _ =>
        {
            steps++;
            // Others are prepared by now, and none of them is begun.
            Thread.Sleep(200);
            stop.Cancel();
        }, stop.Token));

        steps.ShouldBe(1);
        Directory.Exists(folder.File("run/checkpoint")).ShouldBeFalse();
    }

    [Fact]
    public void A_run_whose_loss_is_no_number_any_more_ends_by_telling_so_and_saves_nothing()
    {
        var refusal = Should.Throw<LabDataException>(() => Train(SyntheticFaces.Of(140, seed: 8), "run", Recipe(epochs: 1) with { LearningRate = 1e30 }, stopAfterEpoch: null));

        refusal.Message.ShouldContain("expected a loss that is a number");
        Directory.Exists(folder.File("run/checkpoint")).ShouldBeFalse();
    }

    [Fact]
    public void Training_lowers_the_loss_and_writes_its_learning_curve()
    {
        // A whole Xception, if a narrow and coarse one.
        Train(SyntheticFaces.Of(280, seed: 9), "run", Recipe(epochs: 4) with { LearningRate = 0.05 }, stopAfterEpoch: null, new XceptionShape(0.05, 1, 32, 2).Plan(dropout: 0.4));

        var curve = File.ReadAllLines(folder.File("run/checkpoint/curve.csv"));
        curve[0].ShouldBe(LearningPoint.Header);
        var losses = curve.Skip(1).Select(line => double.Parse(line.Split(',')[2], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        losses.Length.ShouldBe(4);
        losses[3].ShouldBeLessThan(losses[0]);
        // What learns nothing pays no less than a guess does, for each head the logarithm of the number of classes.
        losses[3].ShouldBeLessThan(0.9 * 2 * Math.Log(Emotions.Count));
        File.Exists(folder.File("run/learning-curve.png")).ShouldBeTrue();
    }

    [Fact]
    public void A_learning_curve_that_was_not_drawn_any_more_is_drawn_when_the_run_goes_on()
    {
        var faces = SyntheticFaces.Of(140, seed: 8);
        Train(faces, "run", epochs: 1, stopAfterEpoch: null);
        var picture = folder.File("run/learning-curve.png");
        File.Delete(picture);

        Train(faces, "run", epochs: 1, stopAfterEpoch: null);

        File.ReadAllBytes(picture)[1..4].ShouldBe("PNG"u8.ToArray());
    }

    [Fact]
    public void A_run_with_patience_stops_when_nothing_improves_and_keeps_the_best_weights()
    {
        // Without a learning rate the held-out score cannot rise after the first epoch.
        var options = Recipe(epochs: 9) with { LearningRate = 0, Patience = 2 };
        using (var training = new TrainingRun(Small, options, SyntheticFaces.Of(140, seed: 8), folder.File("run")))
            training.Go(TextWriter.Null, _ => { }, CancellationToken.None);

        Checkpoint.CurveIn(folder.File("run")).Count.ShouldBe(3);
        File.Delete(folder.File("run/checkpoint/average.dat"));
        using var best = Checkpoint.LoadAverage(folder.File("run"));
        best.Plan.ToString().ShouldBe(Small.ToString());
    }

    [Fact]
    public void A_pupil_that_follows_only_its_teacher_comes_to_answer_like_it()
    {
        var faces = SyntheticFaces.Of(280, seed: 8);
        Train(faces, "teacher", epochs: 3, stopAfterEpoch: null);
        var options = Recipe(epochs: 3) with { DistillationShare = 1, Seed = 5 };
        // With a label that is wrong for every face: a pupil that heeds it does not answer like its teacher.
        var mislabelled = SyntheticFaces.Mislabelled(faces);

        using (var training = new TrainingRun(Small, options, mislabelled, folder.File("pupil"), Teachers.Load([folder.File("teacher")], options)))
            training.Go(TextWriter.Null, _ => { }, CancellationToken.None);

        var losses = Checkpoint.CurveIn(folder.File("pupil")).Select(p => p.Loss).ToArray();
        losses[2].ShouldBeLessThan(losses[0]);
        byte[] teacher = Named("teacher", faces), pupil = Named("pupil", faces);
        Alike(pupil, teacher).ShouldBeGreaterThan(0.5);
        Alike(pupil, mislabelled.Labels).ShouldBeLessThan(0.1);
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

    private void Train(FaceSet faces, string run, int epochs, int? stopAfterEpoch) => Train(faces, run, Recipe(epochs), stopAfterEpoch);

    private void Train(FaceSet faces, string run, TrainingOptions recipe, int? stopAfterEpoch, NetworkPlan? plan = null)
    {
        using var training = new TrainingRun(plan ?? Small, recipe, faces, folder.File(run));
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

    /// <summary>The class that a run's network gives each face.</summary>
    private byte[] Named(string run, FaceSet faces)
    {
        using var network = Checkpoint.LoadAverage(folder.File(run));
        using var guard = torch.no_grad();
        using var scope = TensorScope.Begin();
        return [.. network.call(Pictures.Of(faces, [.. Enumerable.Range(0, faces.Count)])).Fer2013.argmax(1).data<long>().Select(label => (byte)label)];
    }

    private static double Alike(byte[] one, byte[] other) => one.Zip(other, (a, b) => a == b ? 1.0 : 0).Average();

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
