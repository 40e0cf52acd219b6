using System.Text.Json.Serialization;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Evaluation;

/// <summary>
/// Both heads measured on one set: FER2013 labels, and the FER+ raters' majority where there is one. FerPlus is null where the set has no votes.
/// </summary>
public sealed record EmotionEvaluation(HeadEvaluation Fer2013, [property: JsonPropertyName("ferplus")] HeadEvaluation? FerPlus)
{
    /// <summary>Measures a network on every face of a set, at the temperatures of its manifest.</summary>
    public static EmotionEvaluation Of(EmotionClassifier network, FaceSet faces) =>
        Of(TwoHeadedScores.Of(network, faces), faces, HeadTemperatures.Of(network.Manifest));

    /// <summary>Measures scores of every face of a set.</summary>
    public static EmotionEvaluation Of(TwoHeadedScores scores, FaceSet faces, HeadTemperatures temperatures) => new(
        new HeadEvaluation(scores.Fer2013, Labels(faces), temperatures.Fer2013),
        faces.HasVotes ? new HeadEvaluation(scores.FerPlus, Majorities(faces), temperatures.FerPlus) : null);

    /// <summary>The FER2013 label of each face.</summary>
    public static IReadOnlyList<Emotion?> Labels(FaceSet faces) => [.. faces.Labels.Select(label => (Emotion?)label)];

    /// <summary>The FER+ majority of each face; null where there is none.</summary>
    public static IReadOnlyList<Emotion?> Majorities(FaceSet faces) => [.. Enumerable.Range(0, faces.Count).Select(faces.RaterMajority)];
}
