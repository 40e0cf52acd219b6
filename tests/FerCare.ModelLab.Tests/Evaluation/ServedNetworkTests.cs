using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Evaluation;

/// <summary>The network in the repository, on the validation faces where they are at hand.</summary>
public sealed class ServedNetworkTests
{
    [Fact]
    public void The_served_network_names_69_in_100_labels_and_84_in_100_majorities_of_faces_it_never_saw_and_knows_how_sure_it_is()
    {
        var faces = FaceSet.ReadPart(Repository.Shared("fer2013"), "validation");
        using var network = EmotionClassifier.Load(Repository.At("models", "emotion.json"));

        var evaluation = EmotionEvaluation.Of(network, faces);

        evaluation.Fer2013.Count.ShouldBe(3579);
        evaluation.Fer2013.Accuracy.ShouldBeGreaterThanOrEqualTo(0.69);
        evaluation.Fer2013.BalancedAccuracy.ShouldBeGreaterThanOrEqualTo(0.65);
        evaluation.Fer2013.Calibration.Error.ShouldBeLessThanOrEqualTo(0.05);
        evaluation.FerPlus!.Accuracy.ShouldBeGreaterThanOrEqualTo(0.84);
        evaluation.FerPlus.BalancedAccuracy.ShouldBeGreaterThanOrEqualTo(0.70);
        evaluation.FerPlus.Calibration.Error.ShouldBeLessThanOrEqualTo(0.05);
    }
}
