using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Networks;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Evaluation;

/// <summary>What divides each head's logits before the softmax.</summary>
public sealed record HeadTemperatures(double Fer2013 = 1, double FerPlus = 1)
{
    /// <summary>Share of the training faces that temperatures are fitted on: what training holds out.</summary>
    public const double HeldOutShare = 0.05;

    /// <summary>The temperatures that a manifest states; a head that it states none for stays at 1.</summary>
    public static HeadTemperatures Of(ModelManifest manifest) => manifest.Served == NetworkPlan.FerPlus
        ? new HeadTemperatures(manifest.Fer2013Temperature, manifest.Temperature)
        : new HeadTemperatures(manifest.Temperature);

    /// <summary>The same manifest with these temperatures.</summary>
    public ModelManifest WrittenTo(ModelManifest manifest) => manifest with
    {
        Temperature = (float)(manifest.Served == NetworkPlan.FerPlus ? FerPlus : Fer2013),
        Fer2013Temperature = (float)Fer2013,
    };

    /// <summary>The faces to fit on: the part of the training faces that training holds out with its default share.</summary>
    public static FaceSet HeldOut(FaceSet training) => training.Choose(HeldOutSplit.Of(training, HeldOutShare).HeldOut);

    /// <summary>
    /// Fits both heads by least negative log-likelihood, on FER2013 labels and on FER+ majorities; without votes the ferplus head keeps its temperature.
    /// </summary>
    /// <exception cref="LabDataException">No face has a label, or of those with votes none has a majority.</exception>
    public HeadTemperatures Fitted(TwoHeadedScores scores, FaceSet faces) => new(
        Fit(NetworkPlan.Fer2013, scores.Fer2013, EmotionEvaluation.Labels(faces), faces),
        faces.HasVotes ? Fit(NetworkPlan.FerPlus, scores.FerPlus, EmotionEvaluation.Majorities(faces), faces) : FerPlus);

    private static double Fit(string head, float[] scores, IReadOnlyList<Emotion?> truth, FaceSet faces) => truth.Any(emotion => emotion is not null)
        ? Calibration.FitTemperature(scores, truth)
        : throw new LabDataException($"{faces.Source}: expected held-out faces with a true class to fit the temperature of the {head} head on, found none among {faces.Count}.");
}
