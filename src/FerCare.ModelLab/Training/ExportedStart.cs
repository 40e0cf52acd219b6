using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;

namespace FerCare.ModelLab.Training;

/// <summary>Where training or pruning starts when nothing but the exported file of a network is left.</summary>
public static class ExportedStart
{
    private const int FacesForStatistics = 1024;

    /// <summary>An exported network, with the batch normalisation that its plan asks for, its statistics taken from the faces it learns from.</summary>
    /// <param name="file">What 'export' or 'quantize' wrote (.onnx).</param>
    /// <param name="plan">The plan it was written from.</param>
    /// <param name="faces">The training part.</param>
    /// <param name="options">They say which faces are held out.</param>
    /// <exception cref="LabDataException">The file holds another network than the plan tells.</exception>
    public static PlannedNetwork Of(string file, NetworkPlan plan, FaceSet faces, TrainingOptions options)
    {
        // What unfolds the weights draws a network: the same one each time.
        TorchSharp.torch.manual_seed(options.Seed);
        using var folded = OnnxImport.Read(file, plan);
        var learning = HeldOutSplit.Of(faces, options.HeldOutShare, options.Seed).Learning;
        new Random(options.Seed).Shuffle(learning);
        return Unfolding.Of(folded, plan, faces, learning[..Math.Min(FacesForStatistics, learning.Length)]);
    }
}
