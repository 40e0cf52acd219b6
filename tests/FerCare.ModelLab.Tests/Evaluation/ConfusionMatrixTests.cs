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

    [Fact]
    public void Precision_recall_and_F1_follow_from_the_counts()
    {
        var matrix = new ConfusionMatrix();
        for (var i = 0; i < 6; i++) matrix.Add(Emotion.Sad, Emotion.Sad);
        for (var i = 0; i < 2; i++) matrix.Add(Emotion.Sad, Emotion.Neutral);
        for (var i = 0; i < 4; i++) matrix.Add(Emotion.Neutral, Emotion.Sad);

        var sad = matrix.Classes[(int)Emotion.Sad];

        sad.Count.ShouldBe(8);
        sad.Precision!.Value.ShouldBe(0.6, 1e-12);
        sad.Recall!.Value.ShouldBe(0.75, 1e-12);
        sad.F1!.Value.ShouldBe(2 * 0.6 * 0.75 / (0.6 + 0.75), 1e-12);
    }

    [Fact]
    public void A_class_that_occurs_and_is_never_answered_has_no_precision_and_an_F1_of_0()
    {
        var matrix = new ConfusionMatrix();
        matrix.Add(Emotion.Disgust, Emotion.Angry);

        matrix.Classes[(int)Emotion.Disgust].ShouldBe(new ClassFigures("disgust", 1, null, 0, 0));
        matrix.Classes[(int)Emotion.Angry].ShouldBe(new ClassFigures("angry", 0, 0, null, 0));
        matrix.Classes[(int)Emotion.Fear].ShouldBe(new ClassFigures("fear", 0, null, null, null));
        matrix.MacroF1.ShouldBe(0);
    }
}
