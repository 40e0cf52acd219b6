using FerCare.Affect;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Accuracy_counts_faces_and_balanced_accuracy_counts_classes()
    {
        var matrix = new ConfusionMatrix();
        for (var i = 0; i < 9; i++) matrix.Add(Emotion.Happy, Emotion.Happy);
        matrix.Add(Emotion.Disgust, Emotion.Angry);

        matrix.Count.ShouldBe(10);
        matrix.Accuracy.ShouldBe(0.9);
        matrix.BalancedAccuracy.ShouldBe(0.5);
        matrix.Counts[(int)Emotion.Disgust][(int)Emotion.Angry].ShouldBe(1);
    }
}
