using System.CommandLine;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Verbs;

/// <summary>The command-line options of everything that trains: data, folder for checkpoints, recipe and teachers.</summary>
public sealed class RecipeOptions
{
    /// <summary>What adamw takes where nothing is named; the rate and decay of sgd are far too high and too low for it.</summary>
    private const double AdaptiveRate = 0.001, AdaptiveDecay = 0.05;

    private readonly Option<string> data = new("--data") { Description = "The faces: a folder of train-*.gz (IDX), fer2013.csv, or a folder per class.", Required = true };
    private readonly Option<string> folder = new("--checkpoints") { Description = "Folder for checkpoints and the learning curve." };
    private readonly Option<int> epochs;
    private readonly int fewestEpochs;
    private readonly Option<double?> rate;
    private readonly double usualRate;
    private readonly Option<string> optimizer = new("--optimizer") { Description = "How a step follows from the gradient: sgd, with momentum, or adamw, with a rate for each weight.", DefaultValueFactory = _ => "sgd" };
    private readonly Option<double?> decay = new("--weight-decay") { Description = FormattableString.Invariant($"Pull of the weights towards zero; without it {new TrainingOptions().WeightDecay} with sgd, {AdaptiveDecay} with adamw.") };
    private readonly Option<int> seed;
    private readonly Option<int> patience = new("--patience") { Description = "Stop after this many epochs without a better held-out score; 0 never.", DefaultValueFactory = _ => 0 };
    private readonly Option<bool> single = new("--single-precision") { Description = "Train without bfloat16." };
    private readonly Option<string[]> teachers = new("--teachers") { Description = "Networks to learn from: checkpoint folders, or files written by 'export' or 'quantize' (.onnx).", AllowMultipleArgumentsPerToken = true };
    private readonly Option<double> share = new("--distillation-share") { Description = "Share of the loss that follows the teachers, 0 to 1.", DefaultValueFactory = _ => new TrainingOptions().DistillationShare };
    private readonly Option<double> variation = new("--variation") { Description = "Share of the usual spread of rotation, size, shift, light and erasing by which faces are varied, 0 to 1.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> plain = new("--plain") { Description = "Share of faces that stay as they are, mirrored or not, 0 to 1.", DefaultValueFactory = _ => 0 };
    private readonly Option<double> warmUp;

    /// <param name="epochs">Default number of epochs; where it is 0, nothing need be trained.</param>
    /// <param name="rate">Default highest learning rate of sgd.</param>
    /// <param name="warmUp">Epochs of warm-up.</param>
    /// <param name="seedOf">What the seed chooses.</param>
    public RecipeOptions(int epochs = 30, double rate = 0.1, double warmUp = 1, string seedOf = "of weights, order and variation")
    {
        seed = new Option<int>("--seed") { Description = $"Seed {seedOf}; the held-out faces are the same for all.", DefaultValueFactory = _ => new TrainingOptions().Seed };
        this.epochs = new Option<int>("--epochs") { Description = "Passes over the data.", DefaultValueFactory = _ => epochs };
        this.rate = new Option<double?>("--learning-rate") { Description = FormattableString.Invariant($"Highest learning rate; without it {rate} with sgd, {AdaptiveRate} with adamw.") };
        this.warmUp = new Option<double>("--warm-up") { Description = "Epochs in which the learning rate rises.", DefaultValueFactory = _ => warmUp };
        (fewestEpochs, usualRate) = (epochs > 0 ? 1 : 0, rate);
        folder.Required = epochs > 0;
        optimizer.AcceptOnlyFromAmong("sgd", "adamw");
    }

    /// <summary>What does nothing where nothing is trained by steps.</summary>
    public IEnumerable<Option> OfSteps => [epochs, seed, .. Descent];

    /// <summary>What does nothing where a network is taken as it is; the seed still chooses faces.</summary>
    public IEnumerable<Option> OfTuning => [folder, .. Descent];

    /// <summary>What leaves out bfloat16.</summary>
    public Option Precision => single;

    private Option[] Descent => [rate, warmUp, optimizer, decay, patience, single, teachers, share, variation, plain];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[data, folder, .. OfSteps]) command.Options.Add(option);
    }

    /// <summary>The recipe that is asked for.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public TrainingOptions Read(ParseResult given)
    {
        var by = Enum.Parse<Optimizer>(given.GetRequiredValue(optimizer), ignoreCase: true);
        var usual = by == Optimizer.AdamW ? (Rate: AdaptiveRate, Decay: AdaptiveDecay) : (Rate: usualRate, Decay: new TrainingOptions().WeightDecay);
        return new TrainingOptions
        {
            Epochs = given.AtLeast(epochs, fewestEpochs),
            LearningRate = OptionValues.Above0(rate, given.GetValue(rate) ?? usual.Rate),
            WarmUpEpochs = given.AtLeast0(warmUp),
            Optimizer = by,
            WeightDecay = OptionValues.AtLeast0(decay, given.GetValue(decay) ?? usual.Decay),
            Seed = given.GetValue(seed),
            Patience = given.AtLeast(patience, 0),
            HalfPrecision = !given.GetValue(single),
            DistillationShare = given.Share(share),
            Augmentation = new AugmentationOptions { PlainProbability = given.Share(plain) }.Times(given.Share(variation)),
        };
    }

    /// <summary>The training faces.</summary>
    public FaceSet Faces(ParseResult given) => FaceSets.Open(given.GetRequiredValue(data), "train");

    /// <summary>Where checkpoints go.</summary>
    public string Folder(ParseResult given) => given.GetValue(folder) ?? throw new ArgumentException("--checkpoints: expected a folder, as --epochs is above 0.");

    /// <summary>The networks to learn from: those named, or else <paramref name="otherwise"/>.</summary>
    /// <exception cref="ArgumentException">There are none, and a share of the loss is to follow them.</exception>
    public Teachers Teachers(ParseResult given, TrainingOptions options, params string[] otherwise)
    {
        var followed = given.GetValue(teachers) is { Length: > 0 } named ? named : otherwise;
        if (followed.Length == 0) given.Refuse("expected --teachers with it, found none.", share);
        return Training.Teachers.Load(followed, options);
    }
}
