using FerCare.ModelLab.Charts;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Training;
using SkiaSharp;

namespace FerCare.ModelLab.Tests.Charts;

public sealed class LearningCurveChartTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_curve_that_training_writes_becomes_a_picture_with_both_accuracies()
    {
        File.WriteAllLines(folder.File("curve.csv"),
            [LearningPoint.Header, .. Enumerable.Range(1, 5).Select(e => new LearningPoint(e, 0.1, 3.0 / e, 0.5 + 0.02 * e, 0.6 + 0.03 * e, 60).ToString())]);

        LearningCurveChart.Write(folder.File("curve.csv"), folder.File("curve.png"));

        using var picture = SKBitmap.Decode(folder.File("curve.png"));
        picture.Pixels.Count(p => p == new SKColor(0x00, 0x72, 0xB2)).ShouldBeGreaterThan(500);
        picture.Pixels.Count(p => p == new SKColor(0xD5, 0x5E, 0x00)).ShouldBeGreaterThan(500);
    }

    [Fact]
    public void A_curve_of_one_epoch_can_be_drawn()
    {
        File.WriteAllLines(folder.File("curve.csv"), [LearningPoint.Header, new LearningPoint(1, 0.1, 3, 0.4, 0.5, 60).ToString()]);

        LearningCurveChart.Write(folder.File("curve.csv"), folder.File("curve.png"));

        new FileInfo(folder.File("curve.png")).Length.ShouldBeGreaterThan(1000);
    }

    [Theory]
    [InlineData("epoch,loss", "1,2", "expected the columns epoch, loss, held_out_fer2013, held_out_ferplus, found epoch, loss")]
    [InlineData(LearningPoint.Header, "1,0.1,much,0.5,0.5,60", "row 2: expected a number as loss, found \"much\"")]
    public void A_file_that_is_no_curve_is_refused_by_name(string header, string row, string complaint)
    {
        File.WriteAllLines(folder.File("curve.csv"), [header, row]);

        var refusal = Should.Throw<LabDataException>(() => LearningCurveChart.Write(folder.File("curve.csv"), folder.File("curve.png")));

        refusal.Message.ShouldStartWith(folder.File("curve.csv"));
        refusal.Message.ShouldContain(complaint);
        File.Exists(folder.File("curve.png")).ShouldBeFalse();
    }

    public void Dispose() => folder.Dispose();
}
