using System.Text.Json.Serialization;
using FerCare.Affect;

namespace FerCare.ModelLab.Evaluation;

/// <summary>Counts of true class (row) against answered class (column), with the figures that follow from them.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[][] counts = [.. Enumerable.Range(0, Emotions.Count).Select(_ => new int[Emotions.Count])];

    /// <summary>Adds one answer.</summary>
    public void Add(Emotion truth, Emotion answer) => counts[(int)truth][(int)answer]++;

    /// <summary>Number of faces.</summary>
    public int Count => counts.Sum(row => row.Sum());

    /// <summary>Number of faces answered rightly.</summary>
    public int Right => counts.Select((row, i) => row[i]).Sum();

    /// <summary>Share answered rightly; 0 without faces.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)Right / Count;

    /// <summary>Mean of the per-class recalls over the classes that occur; 0 without faces.</summary>
    public double BalancedAccuracy => Classes.Where(c => c.Count > 0).Select(c => c.Recall!.Value).DefaultIfEmpty(0).Average();

    /// <summary>Mean of the per-class F1 over the classes that occur; 0 without faces.</summary>
    public double MacroF1 => Classes.Where(c => c.Count > 0).Select(c => c.F1!.Value).DefaultIfEmpty(0).Average();

    /// <summary>Precision, recall and F1 of each class, in class order.</summary>
    public IReadOnlyList<ClassFigures> Classes => [.. Emotions.All.Select(Figures)];

    /// <summary>Rows are true classes, columns answers, both in class order.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Counts => counts;

    private ClassFigures Figures(Emotion emotion)
    {
        var at = (int)emotion;
        int right = counts[at][at], occurs = counts[at].Sum(), answered = counts.Sum(row => row[at]);
        return new ClassFigures(emotion.NameOf(), occurs, Share(right, answered), Share(right, occurs), Share(2 * right, occurs + answered));
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>How one class fares. A figure whose denominator is 0 is not defined and stays null.</summary>
/// <param name="Class">Name of the emotion.</param>
/// <param name="Count">Faces that truly belong to the class.</param>
/// <param name="Precision">Right answers among the answers of this class; null where the class is never answered.</param>
/// <param name="Recall">Right answers among the faces of this class; null where the class does not occur.</param>
/// <param name="F1">2 right / (occurring + answered): 0 where it occurs and is never found, null where it neither occurs nor is answered.</param>
public sealed record ClassFigures(string Class, [property: JsonPropertyName("n")] int Count, double? Precision, double? Recall, double? F1);
