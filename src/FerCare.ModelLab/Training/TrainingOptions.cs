using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Training;

/// <summary>How a step follows from the gradient.</summary>
public enum Optimizer
{
    /// <summary>Stochastic gradient descent with Nesterov momentum.</summary>
    Sgd,

    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019): a rate for each weight.</summary>
    AdamW,
}

/// <summary>A recipe for one training run; together with the data and the network's shape it determines the result.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the learning part; the learning rate's cosine decay ends with the last.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Faces in one step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Highest learning rate, reached after <see cref="WarmUpEpochs"/>.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Epochs of linear warm-up.</summary>
    public double WarmUpEpochs { get; init; } = 1;

    /// <summary>How a step follows from the gradient.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Sgd;

    /// <summary>Share of the last step that is added to the next; of <see cref="Optimizer.Sgd"/> alone.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Pull of every weight towards zero: with <see cref="Optimizer.Sgd"/> added to its gradient, with <see cref="Optimizer.AdamW"/> times the rate taken off in each step.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Share of the FER2013 target spread over all classes (its labels are noisy).</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Decay per step of the averaged weights that are evaluated and exported.</summary>
    public double AveragingDecay { get; init; } = 0.998;

    /// <summary>Share of the training part that is held out for choices.</summary>
    public double HeldOutShare { get; init; } = 0.05;

    /// <summary>Of weights, order and variation.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Share of the loss that follows the teachers' softened answers, the rest follows the targets; without teachers it is nothing (Hinton et al. 2015).</summary>
    public double DistillationShare { get; init; } = 0.7;

    /// <summary>Divides logits of teacher and pupil before they are compared.</summary>
    public double DistillationTemperature { get; init; } = 2;

    /// <summary>Stop when the held-out score has not risen for this many epochs; 0 trains to the last.</summary>
    public int Patience { get; init; }

    /// <summary>Train with bfloat16 pictures inside the trunk.</summary>
    public bool HalfPrecision { get; init; } = true;

    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Linear warm-up, then half a cosine down to zero (Loshchilov and Hutter 2017).</summary>
    public double LearningRateAt(double epoch) => epoch < WarmUpEpochs
        ? LearningRate * epoch / WarmUpEpochs
        : Epochs <= WarmUpEpochs ? 0
        : LearningRate * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, (epoch - WarmUpEpochs) / (Epochs - WarmUpEpochs))));
}
