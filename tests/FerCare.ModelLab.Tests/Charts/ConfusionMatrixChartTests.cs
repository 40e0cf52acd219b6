using FerCare.Affect;
using FerCare.ModelLab.Charts;
using FerCare.ModelLab.Evaluation;
using SkiaSharp;

namespace FerCare.ModelLab.Tests.Charts;

public sealed class ConfusionMatrixChartTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Two_heads_are_drawn_side_by_side_and_one_alone_where_there_are_no_votes()
    {
        var head = new HeadEvaluation([.. Emotions.All.SelectMany(e => Emotions.All.Select(other => other == e ? 1f : 0))], [.. Emotions.All.Cast<Emotion?>()]);

        ConfusionMatrixChart.Write(new EvaluationReport("network", "faces", new EmotionEvaluation(head, head)), folder.File("two.png"));
        ConfusionMatrixChart.Write(new EvaluationReport("network", "faces", new EmotionEvaluation(head, null)), folder.File("one.png"));

        using SKBitmap two = SKBitmap.Decode(folder.File("two.png")), one = SKBitmap.Decode(folder.File("one.png"));
        two.Width.ShouldBe(2 * one.Width);
        // Every face is named rightly: seven cells of each matrix have the darkest colour.
        var darkest = new SKColor(0x00, 0x2B, 0x49);
        one.Pixels.Count(p => p == darkest).ShouldBeInRange(7 * 6500, 7 * 12000);
        two.Pixels.Count(p => p == darkest).ShouldBeInRange(2 * 7 * 6500, 2 * 7 * 12000);
    }

    public void Dispose() => folder.Dispose();
}
