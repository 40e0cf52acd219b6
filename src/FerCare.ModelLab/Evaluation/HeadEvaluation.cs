using System.Text.Json.Serialization;
using FerCare.Affect;

namespace FerCare.ModelLab.Evaluation;

/// <summary>The figures of one head on the faces that have a true class for it.</summary>
public sealed class HeadEvaluation
{
    private readonly ConfusionMatrix matrix = new();

    /// <summary>Measures scores against true classes.</summary>
    /// <param name="scores">Logits [n * 7].</param>
    /// <param name="truth">The true class of each face; faces without one are skipped.</param>
    /// <param name="temperature">The head's fitted temperature; 1 where none was fitted.</param>
    public HeadEvaluation(float[] scores, IReadOnlyList<Emotion?> truth, double temperature = 1)
    {
        if (scores.Length != truth.Count * Emotions.Count)
            throw new ArgumentException($"Expected {truth.Count * Emotions.Count} scores for {truth.Count} faces, found {scores.Length}.", nameof(scores));
        for (var i = 0; i < truth.Count; i++)
            if (truth[i] is { } emotion) matrix.Add(emotion, TwoHeadedScores.Top(scores, i));
        Calibration = new CalibrationFigures(Count, Evaluation.Calibration.Bins, temperature,
            Evaluation.Calibration.Error(scores, truth, 1), Evaluation.Calibration.Error(scores, truth, temperature));
    }

    /// <summary>Number of faces with a true class.</summary>
    [JsonPropertyName("n")]
    public int Count => matrix.Count;

    /// <summary>Share answered rightly; 0 without faces.</summary>
    public double Accuracy => matrix.Accuracy;

    /// <summary>Wilson's 95 % interval of the accuracy.</summary>
    [JsonPropertyName("accuracy_95")]
    public Interval AccuracyInterval => Interval.OfShare(matrix.Right, matrix.Count);

    /// <summary>Mean of the per-class recalls over the classes that occur.</summary>
    public double BalancedAccuracy => matrix.BalancedAccuracy;

    /// <summary>95 % interval of the balanced accuracy, normal approximation.</summary>
    [JsonPropertyName("balanced_accuracy_95")]
    public Interval BalancedAccuracyInterval => Interval.OfBalancedAccuracy(matrix);

    /// <summary>Mean of the per-class F1 over the classes that occur.</summary>
    [JsonPropertyName("macro_f1")]
    public double MacroF1 => matrix.MacroF1;

    /// <summary>Expected calibration error before and after the temperature.</summary>
    public CalibrationFigures Calibration { get; }

    /// <summary>Precision, recall and F1 of each class, in class order.</summary>
    public IReadOnlyList<ClassFigures> Classes => matrix.Classes;

    /// <summary>Rows are true classes, columns answers, both in class order.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Confusion => matrix.Counts;
}

/// <summary>Expected calibration error in bins of equal count, at temperature 1 and at the head's own.</summary>
/// <param name="Count">Number of faces.</param>
/// <param name="Bins">Number of bins.</param>
/// <param name="Temperature">The head's temperature.</param>
/// <param name="ErrorBefore">Error at temperature 1.</param>
/// <param name="Error">Error at the head's temperature.</param>
public sealed record CalibrationFigures([property: JsonPropertyName("n")] int Count, int Bins, double Temperature, double ErrorBefore, double Error);
