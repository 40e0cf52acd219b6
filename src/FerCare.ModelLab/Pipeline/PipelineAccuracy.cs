using System.Text.Json.Serialization;
using FerCare.Affect;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Pipeline;

/// <summary>One head's accuracy through the pipeline and on the plain crops of the same faces.</summary>
/// <param name="Through">Accuracy through the pipeline.</param>
/// <param name="Crop">Accuracy on the plain crops.</param>
/// <param name="Paired">Pipeline minus crop on the same faces, with its 95 % interval.</param>
public sealed record PipelineAccuracy(double Through, double Crop, PairedDifference Paired)
{
    /// <summary>Pipeline minus crop, percentage points.</summary>
    [JsonIgnore]
    public double Points => 100 * Paired.Difference;

    /// <summary>Counts over the faces that have a true class.</summary>
    public static PipelineAccuracy Of(float[] through, float[] crop, IReadOnlyList<Emotion?> truth)
    {
        return new PipelineAccuracy(Accuracy(through), Accuracy(crop), PairedDifference.Of(through, crop, truth));

        double Accuracy(float[] scores)
        {
            var known = Enumerable.Range(0, truth.Count).Where(i => truth[i] is not null).ToArray();
            return known.Length == 0 ? 0 : (double)known.Count(i => TwoHeadedScores.Top(scores, i) == truth[i]) / known.Length;
        }
    }
}
