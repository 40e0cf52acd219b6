using System.Threading.Channels;
using FerCare.Affect;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Training;

/// <summary>Faces and targets of one step: pixels [n,48,48] in -1..1, two targets [n,7] and a weight [n] that is 0 where raters agreed on nothing.</summary>
public sealed record Batch(int Count, float[] Pixels, float[] Labels, float[] Raters, float[] RaterWeight);

/// <summary>Prepares augmented batches on a thread of its own, a few ahead of the training step.</summary>
public static class BatchReader
{
    /// <summary>One epoch in an order and with variations that depend on seed and epoch alone, which makes a resumed run exact.</summary>
    public static ChannelReader<Batch> Epoch(FaceSet faces, int[] indices, int epoch, TrainingOptions options)
    {
        var random = new Random(unchecked(options.Seed * 1_000_003 + epoch));
        var order = (int[])indices.Clone();
        random.Shuffle(order);
        var augmentation = new Augmentation(options.Augmentation, random);
        var batches = Channel.CreateBounded<Batch>(4);
        _ = Task.Run(async () =>
        {
            try
            {
                // The last, smaller batch is left out: batch statistics of a handful of faces are noise.
                for (var start = 0; start + options.BatchSize <= order.Length; start += options.BatchSize)
                    await batches.Writer.WriteAsync(Prepare(faces, order.AsSpan(start, options.BatchSize), augmentation, options));
                batches.Writer.Complete();
            }
            catch (Exception problem)
            {
                batches.Writer.Complete(problem);
            }
        });
        return batches.Reader;
    }

    private static Batch Prepare(FaceSet faces, ReadOnlySpan<int> indices, Augmentation augmentation, TrainingOptions options)
    {
        var n = indices.Length;
        var batch = new Batch(n, new float[n * FaceSet.PixelsPerFace], new float[n * Emotions.Count], new float[n * Emotions.Count], new float[n]);
        for (var i = 0; i < n; i++)
        {
            augmentation.Draw(faces.Face(indices[i]), batch.Pixels.AsSpan(i * FaceSet.PixelsPerFace, FaceSet.PixelsPerFace));
            var labels = batch.Labels.AsSpan(i * Emotions.Count, Emotions.Count);
            labels.Fill((float)(options.LabelSmoothing / Emotions.Count));
            labels[faces.Labels[indices[i]]] += (float)(1 - options.LabelSmoothing);
            batch.RaterWeight[i] = faces.RaterDistribution(indices[i], batch.Raters.AsSpan(i * Emotions.Count, Emotions.Count)) ? 1 : 0;
        }

        return batch;
    }
}
