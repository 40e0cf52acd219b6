using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Evaluation;

/// <summary>Class scores of many faces by both heads: logits [n * 7] each, in class order.</summary>
public sealed record TwoHeadedScores(float[] Fer2013, float[] FerPlus)
{
    private const int FacesAtOnce = 64;

    /// <summary>Scores every face of a set as it is, with the classifier that the server uses.</summary>
    public static TwoHeadedScores Of(EmotionClassifier network, FaceSet faces)
    {
        var scores = new TwoHeadedScores(new float[faces.Count * Emotions.Count], new float[faces.Count * Emotions.Count]);
        for (var start = 0; start < faces.Count; start += FacesAtOnce)
        {
            var n = Math.Min(FacesAtOnce, faces.Count - start);
            var pixels = faces.Pixels.AsSpan(start * FaceSet.PixelsPerFace, n * FaceSet.PixelsPerFace);
            network.Logits(pixels, XceptionExport.Fer2013Name, scores.Fer2013.AsSpan(start * Emotions.Count, n * Emotions.Count));
            network.Logits(pixels, XceptionExport.FerPlusName, scores.FerPlus.AsSpan(start * Emotions.Count, n * Emotions.Count));
        }

        return scores;
    }

    /// <summary>The class with the highest score of face <paramref name="index"/>.</summary>
    public static Emotion Top(float[] scores, int index)
    {
        var row = scores.AsSpan(index * Emotions.Count, Emotions.Count);
        var top = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i] > row[top]) top = i;
        return (Emotion)top;
    }
}
