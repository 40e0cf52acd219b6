using FerCare.ModelLab.Networks;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>A teacher from a checkpoint: its averaged weights, folded, in the number type of a training step.</summary>
public sealed class CheckpointTeacher : ITeacher
{
    private readonly PlannedNetwork network;

    private CheckpointTeacher(PlannedNetwork network, string sha256) => (this.network, Sha256) = (network, sha256);

    public string Sha256 { get; }

    /// <exception cref="FerCare.ModelLab.Data.LabDataException">The folder holds no checkpoint.</exception>
    public static CheckpointTeacher Load(string folder, TrainingOptions options)
    {
        using var trained = Checkpoint.LoadAverage(folder);
        var sha256 = RunSources.HashOf(folder);
        var folded = Folding.Fold(trained);
        folded.TrunkPrecision = options.HalfPrecision ? ScalarType.BFloat16 : ScalarType.Float32;
        folded.eval();
        return new CheckpointTeacher(folded, sha256);
    }

    public (Tensor Fer2013, Tensor FerPlus) Answer(Tensor faces) => network.call(faces);

    public void Dispose() => network.Dispose();
}
