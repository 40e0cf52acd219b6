using System.Diagnostics;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>
/// Trains an Xception with stochastic gradient descent and keeps an exponential average of its weights.
/// After every epoch the whole state is saved, and a later run with the same options goes on from there exactly.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly TrainingOptions options;
    private readonly FaceSet faces;
    private readonly HeldOutSplit split;
    private readonly Xception network, average;
    private readonly TorchSharp.Modules.SGD optimizer;
    private readonly Checkpoint checkpoint;

    public TrainingRun(XceptionShape shape, TrainingOptions options, FaceSet faces, string folder)
    {
        this.options = options;
        this.faces = faces;
        split = HeldOutSplit.Of(faces, options.HeldOutShare, options.Seed);
        manual_seed(options.Seed);
        network = new Xception(shape, options.Dropout) { TrainingPrecision = options.HalfPrecision ? ScalarType.BFloat16 : ScalarType.Float32 };
        average = new Xception(shape, options.Dropout);
        average.load_state_dict(network.state_dict());
        average.eval();
        optimizer = optim.SGD(network.parameters(), options.LearningRate, options.Momentum, weight_decay: options.WeightDecay, nesterov: true);
        checkpoint = new Checkpoint(folder, network, average, optimizer);
    }

    /// <summary>Trains until the last epoch, or until asked to stop (then at the end of the step, losing the epoch at hand).</summary>
    public void Go(TextWriter log, CancellationToken stop)
    {
        var epoch = checkpoint.Resume();
        log.WriteLine($"{network.Shape}, {network.ParameterCount:N0} parameters; {split.Learning.Length} faces to learn from, {split.HeldOut.Length} held out; starting at epoch {epoch + 1} of {options.Epochs}");
        for (; epoch < options.Epochs; epoch++)
        {
            var watch = Stopwatch.StartNew();
            var loss = TrainEpoch(epoch, log, stop);
            var (fer2013, ferPlus) = HeldOutAccuracy();
            var point = new LearningPoint(epoch + 1, options.LearningRateAt(epoch + 1), loss, fer2013, ferPlus, watch.Elapsed.TotalSeconds);
            checkpoint.Save(point);
            log.WriteLine($"epoch {point.Epoch}/{options.Epochs}  loss {loss:F4}  held-out fer2013 {fer2013:P1}  ferplus {ferPlus:P1}  {point.Seconds:F0} s  left about {TimeSpan.FromSeconds(point.Seconds * (options.Epochs - point.Epoch)):h\\:mm}");
        }
    }

    private double TrainEpoch(int epoch, TextWriter log, CancellationToken stop)
    {
        network.train();
        manual_seed(unchecked(options.Seed * 7919 + epoch));
        var steps = split.Learning.Length / options.BatchSize;
        var step = 0;
        var total = 0.0;
        var reader = BatchReader.Epoch(faces, split.Learning, epoch, options);
        foreach (var batch in reader.ReadAllAsync(stop).ToBlockingEnumerable(stop))
        {
            using var scope = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups) group.LearningRate = options.LearningRateAt(epoch + (double)step / steps);
            var (fer2013, ferPlus) = network.call(tensor(batch.Pixels, [batch.Count, 1, FaceSet.Side, FaceSet.Side]));
            var loss = CrossEntropy(fer2013, tensor(batch.Labels, [batch.Count, Emotions.Count])).mean()
                + (CrossEntropy(ferPlus, tensor(batch.Raters, [batch.Count, Emotions.Count])) * tensor(batch.RaterWeight)).mean();
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            Average((long)epoch * steps + step);
            total += loss.item<float>();
            step++;
            if (step % 100 == 0) log.WriteLine($"  epoch {epoch + 1} step {step}/{steps}  loss {total / step:F4}");
        }

        return total / step;
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor target) => -(nn.functional.log_softmax(logits, 1) * target).sum(1);

    private void Average(long step)
    {
        using var guard = no_grad();
        // Young averages forget faster, so that the random start does not linger.
        var keep = Math.Min(options.AveragingDecay, (1.0 + step) / (10.0 + step));
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
            using var scope = NewDisposeScope();
            var pixels = new float[chunk.Length * FaceSet.PixelsPerFace];
            for (var i = 0; i < chunk.Length; i++)
                Augmentation.Plain(faces.Face(chunk[i]), pixels.AsSpan(i * FaceSet.PixelsPerFace, FaceSet.PixelsPerFace));
            var (fer2013, ferPlus) = average.call(tensor(pixels, [chunk.Length, 1, FaceSet.Side, FaceSet.Side]));
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

        return ((double)rightLabel / split.HeldOut.Length, (double)rightMajority / withMajority);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
        average.Dispose();
    }
}
