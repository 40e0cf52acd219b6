using System.Diagnostics;
using FerCare.Affect;
using FerCare.ModelLab.Charts;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>Where a run stands after a step: epoch from 1, step from 1, mean loss of the epoch so far, nats.</summary>
public readonly record struct TrainingStep(int Epoch, int Epochs, int Step, int Steps, double Loss);

/// <summary>
/// Trains a network step by step and keeps an exponential average of its weights, from scratch or from given
/// weights, from the targets alone or also from teachers. After every epoch the whole state is saved, and a later run with the
/// same options, faces, teachers and start goes on from there exactly.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly TrainingOptions options;
    private readonly FaceSet faces;
    private readonly HeldOutSplit split;
    private readonly PlannedNetwork network, average;
    private readonly Teachers teachers;
    private readonly TorchSharp.Modules.OptimizerHelper optimizer;
    private readonly Checkpoint checkpoint;
    private readonly string folder;
    private readonly bool isGoingOn;

    /// <param name="plan">The network to train.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="faces">The training part; a share of it is held out.</param>
    /// <param name="folder">For checkpoints and the learning curve.</param>
    /// <param name="teachers">Networks whose answers are followed as well; the run disposes them.</param>
    /// <param name="prepare">Changes both networks before the first step, for example to set their weights.</param>
    /// <param name="startsFrom">Exported networks (.onnx) or checkpoint folders that <paramref name="prepare"/> takes the weights from.</param>
    public TrainingRun(
        NetworkPlan plan, TrainingOptions options, FaceSet faces, string folder, Teachers? teachers = null, Action<PlannedNetwork>? prepare = null, IReadOnlyList<string>? startsFrom = null)
    {
        this.options = options;
        this.faces = faces;
        this.folder = folder;
        isGoingOn = prepare is not null;
        this.teachers = teachers ?? new Teachers([], options.DistillationTemperature);
        split = HeldOutSplit.Of(faces, options.HeldOutShare);
        if (options.Epochs < 1) throw new ArgumentException($"Epochs: expected at least 1, found {options.Epochs}.", nameof(options));
        if (split.Learning.Length < options.BatchSize || split.HeldOut.Length == 0)
            throw new LabDataException($"Faces to train with: expected at least {options.BatchSize} to learn from and 1 held out, found {split.Learning.Length} and {split.HeldOut.Length}.");
        ProveWritable(folder);
        var sources = RunSources.Of(faces, this.teachers, startsFrom ?? []);
        manual_seed(options.Seed);
        network = new PlannedNetwork(plan) { TrunkPrecision = options.HalfPrecision ? ScalarType.BFloat16 : ScalarType.Float32 };
        average = new PlannedNetwork(plan);
        prepare?.Invoke(network);
        prepare?.Invoke(average);
        average.load_state_dict(network.state_dict());
        average.eval();
        optimizer = OptimizerOf(network, options);
        checkpoint = new Checkpoint(folder, network, average, optimizer, sources);
    }

    private static TorchSharp.Modules.OptimizerHelper OptimizerOf(PlannedNetwork network, TrainingOptions options) => options.Optimizer switch
    {
        Optimizer.Sgd => optim.SGD(network.parameters(), options.LearningRate, options.Momentum, weight_decay: options.WeightDecay, nesterov: true),
        Optimizer.AdamW => optim.AdamW(network.parameters(), options.LearningRate, weight_decay: options.WeightDecay),
        _ => throw new ArgumentException($"Optimizer: expected {string.Join(" or ", Enum.GetNames<Optimizer>())}, found {options.Optimizer}.", nameof(options)),
    };

    /// <summary>Trains until the last epoch, until nothing improves, or until asked to stop (then at the end of the step, losing the epoch at hand).</summary>
    public void Go(TextWriter log, Action<TrainingStep> stepped, CancellationToken stop)
    {
        var curve = checkpoint.Resume(options).ToList();
        log.WriteLine($"{network.Plan}: {NetworkCost.Of(network.Plan).Parameters:N0} parameters; {split.Learning.Length} faces to learn from, {split.HeldOut.Length} held out; starting at epoch {curve.Count + 1} of {options.Epochs}");
        // A kill after the last save may have left a picture without its epoch.
        if (curve.Count > 0) DrawCurve();
        while (curve.Count < options.Epochs)
        {
            if (HasStalled(curve))
            {
                log.WriteLine($"no better for {options.Patience} epochs: stopped; the best was epoch {curve.MaxBy(p => p.Score)!.Epoch}");
                return;
            }

            var watch = Stopwatch.StartNew();
            var loss = TrainEpoch(curve.Count, stepped, stop);
            NormStatistics.Renew(average, faces, split.Learning);
            var (fer2013, ferPlus) = HeldOutAccuracy();
            var point = new LearningPoint(curve.Count + 1, options.LearningRateAt(curve.Count + 1), loss, AsWritten(fer2013), AsWritten(ferPlus), watch.Elapsed.TotalSeconds);
            checkpoint.Save(point, options);
            DrawCurve();
            curve.Add(point);
            log.WriteLine($"epoch {point.Epoch}/{options.Epochs}  loss {loss:F4}  held-out fer2013 {fer2013:P1}  ferplus {ferPlus:P1}  {point.Seconds:F0} s  left about {HoursAndMinutes(point.Seconds * (options.Epochs - point.Epoch))}");
        }
    }

    private void DrawCurve() => LearningCurveChart.Write(Checkpoint.CurveFileIn(folder), Path.Combine(folder, "learning-curve.png"));

    private static string HoursAndMinutes(double seconds) => $"{(int)(seconds / 3600)}:{(int)(seconds / 60) % 60:00}";

    /// <summary>What is compared in one go is what a run that is resumed reads from the curve.</summary>
    private static double AsWritten(double share) => Math.Round(share, 5);

    /// <summary>A folder that cannot be written is told now and not after the first epoch.</summary>
    private static void ProveWritable(string folder)
    {
        Directory.CreateDirectory(folder);
        var trial = Path.Combine(folder, ".trial");
        WholeFile.Write(trial, "");
        File.Delete(trial);
    }

    private bool HasStalled(List<LearningPoint> curve) =>
        options.Patience > 0 && curve.Count > 0 && curve.Count - curve.MaxBy(p => p.Score)!.Epoch >= options.Patience;

    private double TrainEpoch(int epoch, Action<TrainingStep> stepped, CancellationToken stop)
    {
        network.train();
        manual_seed(unchecked(options.Seed * 7919 + epoch));
        var steps = split.Learning.Length / options.BatchSize;
        var step = 0;
        var total = 0.0;
        var reader = BatchReader.Epoch(faces, split.Learning, epoch, options);
        foreach (var batch in reader.ReadAllAsync(stop).ToBlockingEnumerable(stop))
        {
            // The reader looks at the token only where it waits, and batches are ready before they are asked for.
            stop.ThrowIfCancellationRequested();
            using var scope = TensorScope.Begin();
            foreach (var group in optimizer.ParamGroups) group.LearningRate = options.LearningRateAt(epoch + (double)step / steps);
            var pixels = tensor(batch.Pixels, [batch.Count, 1, FaceSet.Side, FaceSet.Side]);
            var answers = network.call(pixels);
            var loss = Loss(answers, batch);
            if (teachers.Any) loss = (1 - options.DistillationShare) * loss + options.DistillationShare * teachers.Disagreement(pixels, answers);
            var value = loss.item<float>();
            if (!float.IsFinite(value)) throw new LabDataException($"{folder}: expected a loss that is a number, found {value} in epoch {epoch + 1}, step {step + 1}; try a lower --learning-rate or --single-precision.");
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            Average((long)epoch * steps + step);
            total += value;
            step++;
            stepped(new TrainingStep(epoch + 1, options.Epochs, step, steps, total / step));
        }

        return total / step;
    }

    private static Tensor Loss((Tensor Fer2013, Tensor FerPlus) answers, Batch batch) =>
        CrossEntropy(answers.Fer2013, tensor(batch.Labels, [batch.Count, Emotions.Count])).mean()
        + (CrossEntropy(answers.FerPlus, tensor(batch.Raters, [batch.Count, Emotions.Count])) * tensor(batch.RaterWeight)).mean();

    private static Tensor CrossEntropy(Tensor logits, Tensor target) => -(nn.functional.log_softmax(logits, 1) * target).sum(1);

    private void Average(long step)
    {
        using var guard = no_grad();
        // Young averages forget faster, so that a random start does not linger; weights that were given are worth keeping.
        var keep = isGoingOn ? options.AveragingDecay : Math.Min(options.AveragingDecay, (1.0 + step) / (10.0 + step));
        foreach (var (mean, now) in average.state_dict().Values.Zip(network.state_dict().Values))
        {
            if (mean.is_floating_point()) mean.mul_(keep).add_(now, alpha: 1 - keep);
            else mean.copy_(now);
        }
    }

    private (double Fer2013, double FerPlus) HeldOutAccuracy()
    {
        using var guard = no_grad();
        int rightLabel = 0, rightMajority = 0, withMajority = 0;
        foreach (var chunk in split.HeldOut.Chunk(128))
        {
            using var scope = TensorScope.Begin();
            var (fer2013, ferPlus) = average.call(Pictures.Of(faces, chunk));
            var label = fer2013.argmax(1).data<long>().ToArray();
            var majority = ferPlus.argmax(1).data<long>().ToArray();
            for (var i = 0; i < chunk.Length; i++)
            {
                if (label[i] == faces.Labels[chunk[i]]) rightLabel++;
                if (faces.RaterMajority(chunk[i]) is not { } truth) continue;
                withMajority++;
                if (majority[i] == (long)truth) rightMajority++;
            }
        }

        return ((double)rightLabel / split.HeldOut.Length, (double)rightMajority / Math.Max(1, withMajority));
    }

    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
        average.Dispose();
        teachers.Dispose();
    }
}
