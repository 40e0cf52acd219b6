using System.Text.Json.Serialization;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Evaluation;

/// <summary>Both heads of a network measured on one set: FER2013 labels, and the FER+ raters' majority where there is one.</summary>
public sealed record EmotionEvaluation(
    [property: JsonPropertyName("fer2013")] ConfusionMatrix Fer2013,
    [property: JsonPropertyName("ferplus")] ConfusionMatrix FerPlus)
{
    /// <summary>Measures a network on every face of a set.</summary>
    public static EmotionEvaluation Of(EmotionClassifier network, FaceSet faces)
    {
        var scores = TwoHeadedScores.Of(network, faces);
        var evaluation = new EmotionEvaluation(new ConfusionMatrix(), new ConfusionMatrix());
        for (var i = 0; i < faces.Count; i++)
        {
            evaluation.Fer2013.Add((Emotion)faces.Labels[i], TwoHeadedScores.Top(scores.Fer2013, i));
            if (faces.RaterMajority(i) is { } majority) evaluation.FerPlus.Add(majority, TwoHeadedScores.Top(scores.FerPlus, i));
        }

        return evaluation;
    }
}
