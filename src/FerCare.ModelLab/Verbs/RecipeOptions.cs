using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary>The command-line options of everything that trains: data, folder for checkpoints, recipe and teachers.</summary>
public sealed class RecipeOptions
{
    private readonly Option<string> data = new("--data") { Description = "The faces: a folder of train-*.gz (IDX), fer2013.csv, or a folder per class.", Required = true };
    private readonly Option<string> folder = new("--checkpoints") { Description = "Folder for checkpoints and the learning curve." };
    private readonly Option<int> epochs;
    private readonly Option<double> rate;
    private readonly Option<double> decay = new("--weight-decay") { Description = "Pull of the weights towards zero.", DefaultValueFactory = _ => new TrainingOptions().WeightDecay };
    private readonly Option<int> seed = new("--seed") { Description = "Seed of weights, order and variation; the held-out faces are the same for all.", DefaultValueFactory = _ => new TrainingOptions().Seed };
    private readonly Option<int> patience = new("--patience") { Description = "Stop after this many epochs without a better held-out score; 0 never.", DefaultValueFactory = _ => 0 };
    private readonly Option<bool> single = new("--single-precision") { Description = "Train without bfloat16." };
    private readonly Option<string[]> teachers = new("--teachers") { Description = "Networks to learn from: checkpoint folders, or files written by 'export' or 'quantize' (.onnx).", AllowMultipleArgumentsPerToken = true };
    private readonly Option<double> share = new("--distillation-share") { Description = "Share of the loss that follows the teachers.", DefaultValueFactory = _ => new TrainingOptions().DistillationShare };
    private readonly Option<double> variation = new("--variation") { Description = "Share of the usual spread of rotation, size, shift, light and erasing by which faces are varied, 0 to 1.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> plain = new("--plain") { Description = "Share of faces that stay as they are, mirrored or not, 0 to 1.", DefaultValueFactory = _ => 0 };
    private readonly Option<double> warmUp;

    /// <param name="epochs">Default number of epochs.</param>
    /// <param name="rate">Default highest learning rate.</param>
    /// <param name="warmUp">Epochs of warm-up.</param>
    public RecipeOptions(int epochs = 30, double rate = 0.1, double warmUp = 1)
    {
        this.epochs = new Option<int>("--epochs") { Description = "Passes over the data.", DefaultValueFactory = _ => epochs };
        this.rate = new Option<double>("--learning-rate") { Description = "Highest learning rate.", DefaultValueFactory = _ => rate };
        this.warmUp = new Option<double>("--warm-up") { Description = "Epochs in which the learning rate rises.", DefaultValueFactory = _ => warmUp };
        folder.Required = epochs > 0;
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[data, folder, epochs, rate, warmUp, decay, seed, patience, single, teachers, share, variation, plain]) command.Options.Add(option);
    }

    public TrainingOptions Read(ParseResult given) => new()
    {
        Epochs = given.GetValue(epochs),
        LearningRate = given.GetValue(rate),
        WarmUpEpochs = given.GetValue(warmUp),
        WeightDecay = given.GetValue(decay),
        Seed = given.GetValue(seed),
        Patience = given.GetValue(patience),
        HalfPrecision = !given.GetValue(single),
        DistillationShare = given.GetValue(share),
        Augmentation = new AugmentationOptions { PlainProbability = Share(given, plain) }.Times(Share(given, variation)),
    };

    private static double Share(ParseResult given, Option<double> option)
    {
        var share = given.GetValue(option);
        return share is >= 0 and <= 1 ? share : throw new ArgumentException(FormattableString.Invariant($"{option.Name}: expected 0 to 1, found {share}."));
    }

    /// <summary>The training faces.</summary>
    public FaceSet Faces(ParseResult given) => FaceSets.Open(given.GetRequiredValue(data), "train");

    /// <summary>Where checkpoints go.</summary>
    public string Folder(ParseResult given) => given.GetValue(folder) ?? throw new ArgumentException("--checkpoints: expected a folder, as --epochs is above 0.");

    /// <summary>The networks to learn from: those named, or else <paramref name="otherwise"/>.</summary>
    public Teachers Teachers(ParseResult given, TrainingOptions options, params string[] otherwise) =>
        Training.Teachers.Load(given.GetValue(teachers) is { Length: > 0 } named ? named : otherwise, options);
}
