using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Robustness;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Tests.Robustness;

public class RobustnessEvaluationTests
{
    private static readonly Distortion[] Two = [.. Distortions.All.Where(d => d.Name is "darkness" or "random square")];

    [Fact]
    public void Every_step_is_measured_on_every_face_and_again_alike()
    {
        var faces = SyntheticFaces.Of(21, seed: 4);
        using var network = EmotionClassifier.Load(Repository.At("models", "emotion.json"));
        var told = new List<string>();

        var first = RobustnessEvaluation.Of(network, faces, seed: 3, Two, told.Add);
        var second = RobustnessEvaluation.Of(network, faces, seed: 3, Two);

        var plain = EmotionEvaluation.Of(network, faces);
        (first.Undistorted.Fer2013, first.Undistorted.FerPlus).ShouldBe((plain.Fer2013.Accuracy, plain.FerPlus!.Accuracy));
        first.Curves.Select(c => c.Distortion).ShouldBe(["darkness", "random square"]);
        foreach (var (curve, again) in first.Curves.Zip(second.Curves)) curve.Points.ShouldBe(again.Points);
        first.Curves[0].Points.Select(p => p.Severity).ShouldBe(Two[0].Severities);
        told.CountBy(name => name).ShouldBe([new("darkness", 5), new("random square", 5)], ignoreOrder: true);
    }

    [Fact]
    public void A_step_is_the_accuracy_on_the_distorted_faces()
    {
        var faces = SyntheticFaces.Of(21, seed: 4);
        using var network = EmotionClassifier.Load(Repository.At("models", "emotion.json"));
        var constant = new Distortion("gone", "any", 0, [1], (_, _, _, distorted) => distorted.Fill(128));

        var point = RobustnessEvaluation.Of(network, faces, distortions: [constant]).Curves[0].Points[0];

        // Every face is the same, so one class in seven is named rightly.
        point.Fer2013.ShouldBe(1 / 7.0, 1e-9);
        point.FerPlus!.Value.ShouldBe(1 / 7.0, 1e-9);
    }

    [Fact]
    public void Without_votes_there_are_no_figures_on_majorities()
    {
        var rated = SyntheticFaces.Of(7, seed: 4);
        using var network = EmotionClassifier.Load(Repository.At("models", "emotion.json"));
        var evaluation = RobustnessEvaluation.Of(network, new FaceSet(rated.Pixels, rated.Labels, null), distortions: Two);
        evaluation.Undistorted.FerPlus.ShouldBeNull();
        RobustnessMarkdown.Of(evaluation).ShouldNotContain("FER+");
        using var folder = new TemporaryFolder();
        RobustnessChart.Write(evaluation, folder.File("curves.png"));
        File.Exists(folder.File("curves.png")).ShouldBeTrue();
    }

    [Fact]
    public void The_table_has_a_row_for_each_distortion_and_head_and_the_picture_a_panel()
    {
        var evaluation = new RobustnessEvaluation(1, new(0, 0.7, 0.86),
            [.. Distortions.All.Select(d => new RobustnessCurve(d.Name, d.Unit, d.None, [.. d.Severities.Select((s, i) => new RobustnessPoint(s, 0.7 - 0.1 * i, 0.86 - 0.12 * i))]))]);
        var text = RobustnessMarkdown.Of(evaluation);
        text.ShouldContain("### FER+ majority: 86.0 undistorted");
        text.ShouldContain("| gaussian blur | standard deviation in pixels of 48 | 0.5: 70.0 | 1: 60.0 |");
        text.Split('\n').Count(line => line.StartsWith("| mask |")).ShouldBe(2);
        using var folder = new TemporaryFolder();
        RobustnessChart.Write(evaluation, folder.File("curves.png"));
        File.ReadAllBytes(folder.File("curves.png"))[..4].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
    }
}
