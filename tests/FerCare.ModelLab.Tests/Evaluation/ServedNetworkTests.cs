using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Evaluation;

/// <summary>The network in the repository, on the validation faces where they are at hand.</summary>
public sealed class ServedNetworkTests
{
    [Fact]
    public void The_served_network_names_64_in_100_labels_and_80_in_100_majorities_of_faces_it_never_saw()
    {
        var faces = FaceSet.ReadPart(Repository.Shared("fer2013"), "validation");
        using var network = EmotionClassifier.Load(Repository.At("models", "emotion.json"));

        var evaluation = EmotionEvaluation.Of(network, faces);

        evaluation.Fer2013.Count.ShouldBe(3579);
        evaluation.Fer2013.Accuracy.ShouldBeGreaterThanOrEqualTo(0.64);
        evaluation.FerPlus!.Accuracy.ShouldBeGreaterThanOrEqualTo(0.80);
    }
}
