using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Training;

/// <summary>Where training or pruning starts when nothing but the exported files of networks are left.</summary>
public static class ExportedStart
{
    private const int FacesForStatistics = 1024;

    /// <summary>An exported network, or the mean of several, with the batch normalisation that its plan asks for, its statistics taken from the faces it learns from.</summary>
    /// <param name="files">What 'export' or 'quantize' wrote (.onnx).</param>
    /// <param name="plan">The plan they were written from.</param>
    /// <param name="faces">The training part.</param>
    /// <param name="options">They say which faces are held out.</param>
    /// <exception cref="LabDataException">A file holds another network than the plan tells.</exception>
    public static PlannedNetwork Of(IReadOnlyList<string> files, NetworkPlan plan, FaceSet faces, TrainingOptions options)
    {
        // What unfolds the weights draws a network: the same one each time.
        TorchSharp.torch.manual_seed(options.Seed);
        using var folded = Mean(files, plan);
        var learning = HeldOutSplit.Of(faces, options.HeldOutShare).Learning;
        new Random(options.Seed).Shuffle(learning);
        return Unfolding.Of(folded, plan, faces, learning[..Math.Min(FacesForStatistics, learning.Length)]);
    }

    private static PlannedNetwork Mean(IReadOnlyList<string> files, NetworkPlan plan)
    {
        var read = new List<PlannedNetwork>();
        try
        {
            foreach (var file in files) read.Add(OnnxImport.Read(file, plan));
            return WeightMean.Of(read);
        }
        finally
        {
            read.ForEach(n => n.Dispose());
        }
    }
}
