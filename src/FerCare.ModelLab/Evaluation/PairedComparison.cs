using System.Text.Json.Serialization;
using FerCare.Affect;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.Evaluation;

/// <summary>Two networks on the same faces, by each head. FerPlus is null where the set has no votes.</summary>
/// <param name="Other">The network compared with.</param>
/// <param name="Method">How the intervals are made.</param>
/// <param name="Fer2013">Difference on FER2013 labels.</param>
/// <param name="FerPlus">Difference on FER+ majorities.</param>
public sealed record PairedComparison(string Other, string Method, PairedDifference Fer2013, [property: JsonPropertyName("ferplus")] PairedDifference? FerPlus)
{
    /// <summary>Compares two scorings of every face of a set.</summary>
    public static PairedComparison Of(TwoHeadedScores scores, string other, TwoHeadedScores otherScores, FaceSet faces) => new(
        other, "normal approximation on paired differences",
        PairedDifference.Of(scores.Fer2013, otherScores.Fer2013, EmotionEvaluation.Labels(faces)),
        faces.HasVotes ? PairedDifference.Of(scores.FerPlus, otherScores.FerPlus, EmotionEvaluation.Majorities(faces)) : null);
}

/// <summary>
/// Accuracy of one network minus that of another on the same faces, with a 95 % interval from the variance of the paired
/// differences, which counts only faces that one of them names rightly and the other wrongly (McNemar 1947).
/// </summary>
/// <param name="Count">Number of faces with a true class.</param>
/// <param name="OnlyThisRight">Faces that only this network names rightly.</param>
/// <param name="OnlyOtherRight">Faces that only the other names rightly.</param>
public sealed record PairedDifference([property: JsonPropertyName("n")] int Count, int OnlyThisRight, int OnlyOtherRight)
{
    /// <summary>Accuracy of this network minus that of the other: a share, -1 to 1, and not percentage points; 0 without faces.</summary>
    public double Difference => Count == 0 ? 0 : (double)(OnlyThisRight - OnlyOtherRight) / Count;

    /// <summary>The 95 % interval of the difference, shares from -1 to 1; all of that range without faces.</summary>
    [JsonPropertyName("difference_95")]
    public Interval DifferenceInterval
    {
        get
        {
            if (Count == 0) return new Interval(-1, 1);
            var variance = ((double)(OnlyThisRight + OnlyOtherRight) / Count - Difference * Difference) / Count;
            var half = Interval.Quantile * Math.Sqrt(Math.Max(0, variance));
            return new Interval(Math.Max(-1, Difference - half), Math.Min(1, Difference + half));
        }
    }

    /// <summary>Counts the faces on which the answers differ in rightness.</summary>
    public static PairedDifference Of(float[] scores, float[] otherScores, IReadOnlyList<Emotion?> truth)
    {
        int count = 0, onlyThis = 0, onlyOther = 0;
        for (var i = 0; i < truth.Count; i++)
        {
            if (truth[i] is not { } emotion) continue;
            bool right = TwoHeadedScores.Top(scores, i) == emotion, otherRight = TwoHeadedScores.Top(otherScores, i) == emotion;
            count++;
            if (right && !otherRight) onlyThis++;
            if (otherRight && !right) onlyOther++;
        }

        return new PairedDifference(count, onlyThis, onlyOther);
    }
}
