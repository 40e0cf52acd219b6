using FerCare.ModelLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>
/// Trained networks whose softened answers a pupil follows on the same varied faces (Hinton et al. 2015; Beyer et al. 2022);
/// several teachers speak with the mean of their probabilities.
/// </summary>
public sealed class Teachers : IDisposable
{
    private readonly IReadOnlyList<PlannedNetwork> networks;
    private readonly double temperature;

    public Teachers(IReadOnlyList<PlannedNetwork> networks, double temperature)
    {
        if (!(temperature > 0)) throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0.");
        this.networks = networks;
        this.temperature = temperature;
        foreach (var network in networks) network.eval();
    }

    /// <summary>Whether there is anyone to follow.</summary>
    public bool Any => networks.Count > 0;

    /// <summary>Loads the averaged weights of some checkpoints, folded, in the number type of a training step.</summary>
    public static Teachers Load(IEnumerable<string> folders, TrainingOptions options)
    {
        var precision = options.HalfPrecision ? ScalarType.BFloat16 : ScalarType.Float32;
        return new Teachers([.. folders.Select(folder => Ready(folder, precision))], options.DistillationTemperature);
    }

    /// <summary>Mean cross-entropy of the pupil's softened answers against the teachers', both heads added, times the square of the temperature.</summary>
    public Tensor Disagreement(Tensor faces, (Tensor Fer2013, Tensor FerPlus) pupil)
    {
        Tensor fer2013, ferPlus;
        using (no_grad())
        {
            var answers = networks.Select(n => n.call(faces)).ToArray();
            fer2013 = Mean(answers.Select(a => a.Fer2013));
            ferPlus = Mean(answers.Select(a => a.FerPlus));
        }

        return temperature * temperature * (Against(fer2013, pupil.Fer2013) + Against(ferPlus, pupil.FerPlus));
    }

    private Tensor Mean(IEnumerable<Tensor> logits) => stack(logits.Select(l => (l / temperature).softmax(1))).mean([0L]);

    private Tensor Against(Tensor teacher, Tensor pupil) => -(nn.functional.log_softmax(pupil / temperature, 1) * teacher).sum(1).mean();

    private static PlannedNetwork Ready(string folder, ScalarType precision)
    {
        using var trained = Checkpoint.LoadAverage(folder);
        var folded = Folding.Fold(trained);
        folded.TrunkPrecision = precision;
        return folded;
    }

    public void Dispose()
    {
        foreach (var network in networks) network.Dispose();
    }
}
