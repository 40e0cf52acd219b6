using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Native;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using FerCare.Vision.Classifying;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Evaluation;

/// <summary>Class scores of many faces by both heads: logits (or log-probabilities) [n * 7] each, in class order, all finite.</summary>
public sealed record TwoHeadedScores
{
    private const int FacesAtOnce = 64;

    /// <param name="fer2013">Scores of the head trained on FER2013 labels, [n * 7].</param>
    /// <param name="ferPlus">Scores of the head trained on the FER+ raters, [n * 7].</param>
    /// <param name="scorer">Whose they are, for messages: a network's file, or what it is.</param>
    /// <exception cref="LabDataException">A score is not a finite number.</exception>
    public TwoHeadedScores(float[] fer2013, float[] ferPlus, string scorer = "a network")
    {
        if (fer2013.Length != ferPlus.Length || fer2013.Length % Emotions.Count != 0)
            throw new ArgumentException($"Expected {Emotions.Count} scores of each head for each face, found {fer2013.Length} and {ferPlus.Length}.", nameof(ferPlus));
        RequireFinite(fer2013, NetworkPlan.Fer2013, scorer);
        RequireFinite(ferPlus, NetworkPlan.FerPlus, scorer);
        Fer2013 = fer2013;
        FerPlus = ferPlus;
    }

    /// <summary>Scores of the head trained on FER2013 labels.</summary>
    public float[] Fer2013 { get; }

    /// <summary>Scores of the head trained on the FER+ raters.</summary>
    public float[] FerPlus { get; }

    /// <summary>Number of faces.</summary>
    public int Count => Fer2013.Length / Emotions.Count;

    /// <summary>Scores every face of a set as it is, with the classifier that the server uses.</summary>
    public static TwoHeadedScores Of(EmotionClassifier network, FaceSet faces)
    {
        float[] fer2013 = new float[faces.Count * Emotions.Count], ferPlus = new float[faces.Count * Emotions.Count];
        var heads = network.Manifest.Heads.ToList();
        int one = heads.IndexOf(NetworkPlan.Fer2013), other = heads.IndexOf(NetworkPlan.FerPlus);
        if (one < 0 || other < 0) throw new LabDataException($"{network.Manifest.File}: expected the heads {NetworkPlan.Fer2013} and {NetworkPlan.FerPlus}, found {string.Join(' ', heads)}.");
        for (var start = 0; start < faces.Count; start += FacesAtOnce)
        {
            var n = Math.Min(FacesAtOnce, faces.Count - start);
            var pixels = faces.Pixels.AsSpan(start * FaceSet.PixelsPerFace, n * FaceSet.PixelsPerFace);
            var logits = network.Logits(pixels);
            logits[one].CopyTo(fer2013, start * Emotions.Count);
            logits[other].CopyTo(ferPlus, start * Emotions.Count);
        }

        return new TwoHeadedScores(fer2013, ferPlus, network.Manifest.File);
    }

    /// <summary>Scores chosen faces of a set as they are, with a network that can still be trained.</summary>
    public static TwoHeadedScores Of(PlannedNetwork network, FaceSet faces, int[] chosen)
    {
        using var guard = no_grad();
        var (fer2013, ferPlus) = (new List<float>(), new List<float>());
        foreach (var chunk in chosen.Chunk(FacesAtOnce))
        {
            using var scope = TensorScope.Begin();
            var answers = network.call(Pictures.Of(faces, chunk));
            fer2013.AddRange(answers.Fer2013.data<float>());
            ferPlus.AddRange(answers.FerPlus.data<float>());
        }

        return new TwoHeadedScores([.. fer2013], [.. ferPlus], network.Plan.ToString());
    }

    /// <summary>The mean of two scorings of the same faces, such as of the faces and their mirror images.</summary>
    public TwoHeadedScores MeanWith(TwoHeadedScores other) => new(Mean(Fer2013, other.Fer2013), Mean(FerPlus, other.FerPlus));

    /// <summary>The class with the highest score of face <paramref name="index"/>.</summary>
    public static Emotion Top(float[] scores, int index)
    {
        var row = scores.AsSpan(index * Emotions.Count, Emotions.Count);
        var top = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i] > row[top]) top = i;
        return (Emotion)top;
    }

    private static float[] Mean(float[] one, float[] other) => [.. one.Zip(other, (a, b) => (a + b) / 2)];

    private static void RequireFinite(float[] scores, string head, string scorer)
    {
        var wrong = Array.FindIndex(scores, score => !float.IsFinite(score));
        if (wrong >= 0) throw new LabDataException($"{scorer}: expected finite scores of the {head} head, found {scores[wrong]} at face {wrong / Emotions.Count}.");
    }
}
