using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Tests.Evaluation;

public sealed class HeadTemperaturesTests
{
    [Fact]
    public void Faces_without_any_majority_are_refused_by_their_file_and_the_head_that_asks_for_one()
    {
        // All ten raters saw no face.
        var faces = new FaceSet(new byte[FaceSet.PixelsPerFace], [0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 10]) { Source = "train-images" };
        var scores = new TwoHeadedScores(new float[Emotions.Count], new float[Emotions.Count]);

        Should.Throw<LabDataException>(() => new HeadTemperatures().Fitted(scores, faces)).Message
            .ShouldBe("train-images: expected held-out faces with a true class to fit the temperature of the ferplus head on, found none among 1.");
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_refused_by_whose_they_are()
    {
        Should.Throw<LabDataException>(() => new TwoHeadedScores(new float[Emotions.Count], [0, 0, 0, float.NaN, 0, 0, 0], "other.onnx")).Message
            .ShouldBe("other.onnx: expected finite scores of the ferplus head, found NaN at face 0.");
    }
}
