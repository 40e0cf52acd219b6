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
    [JsonPropertyName("n")]
    public int Count => counts.Sum(row => row.Sum());

    /// <summary>Share answered rightly; 0 without faces.</summary>
    [JsonPropertyName("accuracy")]
    public double Accuracy => Count == 0 ? 0 : (double)counts.Select((row, i) => row[i]).Sum() / Count;

    /// <summary>Mean of the per-class recalls over the classes that occur.</summary>
    [JsonPropertyName("balanced_accuracy")]
    public double BalancedAccuracy => counts.Select((row, i) => (Right: row[i], All: row.Sum())).Where(c => c.All > 0).Select(c => (double)c.Right / c.All).DefaultIfEmpty(0).Average();

    /// <summary>Rows are true classes, columns answers, both in class order.</summary>
    [JsonPropertyName("confusion")]
    public IReadOnlyList<IReadOnlyList<int>> Counts => counts;
}
