using FerCare.ModelLab.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>Somebody whose answers a pupil follows.</summary>
public interface ITeacher : IDisposable
{
    /// <summary>The logits of both heads [n,7] for faces [n,1,48,48] with pixels in -1..1.</summary>
    (Tensor Fer2013, Tensor FerPlus) Answer(Tensor faces);

    /// <summary>Hash of the file with its weights (<see cref="RunSources.HashOf"/>).</summary>
    string Sha256 { get; }
}

/// <summary>
/// Trained networks whose softened answers a pupil follows on the same varied faces (Hinton et al. 2015; Beyer et al. 2022);
/// several teachers speak with the mean of their probabilities.
/// </summary>
public sealed class Teachers : IDisposable
{
    private readonly IReadOnlyList<ITeacher> teachers;
    private readonly double temperature;

    public Teachers(IReadOnlyList<ITeacher> teachers, double temperature)
    {
        if (!(temperature > 0)) throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0.");
        this.teachers = teachers;
        this.temperature = temperature;
    }

    /// <summary>Whose answers they are: the hash of each teacher's weights.</summary>
    public IReadOnlyList<string> Sha256 => [.. teachers.Select(t => t.Sha256)];

    /// <summary>Whether there is anyone to follow.</summary>
    public bool Any => teachers.Count > 0;

    /// <summary>Loads teachers: the averaged weights of a checkpoint folder, or a network that 'export' or 'quantize' wrote (.onnx).</summary>
    /// <exception cref="LabDataException">One of them is neither.</exception>
    public static Teachers Load(IEnumerable<string> paths, TrainingOptions options) =>
        new([.. paths.Select(path => Path.GetExtension(path) == ".onnx" ? new ExportedTeacher(path) : (ITeacher)CheckpointTeacher.Load(path, options))], options.DistillationTemperature);

    /// <summary>Mean cross-entropy of the pupil's softened answers against the teachers', both heads added, times the square of the temperature.</summary>
    public Tensor Disagreement(Tensor faces, (Tensor Fer2013, Tensor FerPlus) pupil)
    {
        Tensor fer2013, ferPlus;
        using (no_grad())
        {
            var answers = teachers.Select(t => t.Answer(faces)).ToArray();
            fer2013 = Mean(answers.Select(a => a.Fer2013));
            ferPlus = Mean(answers.Select(a => a.FerPlus));
        }

        return temperature * temperature * (Against(fer2013, pupil.Fer2013) + Against(ferPlus, pupil.FerPlus));
    }

    private Tensor Mean(IEnumerable<Tensor> logits) => stack(logits.Select(l => (l / temperature).softmax(1))).mean([0L]);

    private Tensor Against(Tensor teacher, Tensor pupil) => -(nn.functional.log_softmax(pupil / temperature, 1) * teacher).sum(1).mean();

    public void Dispose()
    {
        foreach (var teacher in teachers) teacher.Dispose();
    }
}
