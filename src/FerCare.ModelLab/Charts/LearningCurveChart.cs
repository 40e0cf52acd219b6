using System.Globalization;
using FerCare.ModelLab.Data;
using ScottPlot;

namespace FerCare.ModelLab.Charts;

/// <summary>The learning curve of a training run as a picture: loss above, held-out accuracies below.</summary>
public static class LearningCurveChart
{
    private const int Width = 1100, Height = 900;

    /// <summary>Draws a curve.csv with the columns epoch, learning_rate, loss, held_out_fer2013, held_out_ferplus and seconds.</summary>
    /// <exception cref="LabDataException">The file is missing, has other columns or a value that is no number, or the picture cannot be written.</exception>
    public static void Write(string csvPath, string pngPath)
    {
        var points = Read(csvPath);
        double[] epochs = [.. points.Select(p => (double)p.Epoch)];
        var loss = Panel("Training loss", "loss, both heads");
        Line(loss, epochs, [.. points.Select(p => p.Loss)], "loss", ChartStyle.First);
        loss.HideLegend();
        var best = points.MaxBy(p => p.FerPlus);
        var accuracy = Panel(
            best is null ? "Held-out accuracy" : string.Create(CultureInfo.InvariantCulture, $"Held-out accuracy, best at epoch {best.Epoch}: FER+ {100 * best.FerPlus:F1} %, FER2013 {100 * best.Fer2013:F1} %"),
            "accuracy, %");
        Line(accuracy, epochs, [.. points.Select(p => 100 * p.FerPlus)], "FER+ majority", ChartStyle.Second);
        Line(accuracy, epochs, [.. points.Select(p => 100 * p.Fer2013)], "FER2013 labels", ChartStyle.First);
        accuracy.ShowLegend(Alignment.LowerRight);
        ChartStyle.Save(new ScottPlot.MultiplotLayouts.Rows(), Width, Height, pngPath, loss, accuracy);

        Plot Panel(string title, string up)
        {
            var plot = ChartStyle.Plot(title, "epoch", up);
            plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
            plot.Axes.Bottom.MinorTickStyle.Length = 0;
            plot.Axes.SetLimitsX(0.5, epochs.DefaultIfEmpty(1).Max() + 0.5);
            return plot;
        }
    }

    private static void Line(Plot plot, double[] epochs, double[] values, string name, Color color)
    {
        var line = plot.Add.Scatter(epochs, values, color);
        line.LegendText = name;
        line.LineWidth = 2.5f;
        line.MarkerSize = 6;
        plot.Axes.AutoScaleY();
    }

    private static List<CurvePoint> Read(string path)
    {
        using var table = new TableFile(path, "epoch", "loss", "held_out_fer2013", "held_out_ferplus");
        var points = new List<CurvePoint>();
        while (table.Read()) points.Add(new CurvePoint(table.Number<int>(0), table.Number<double>(1), table.Number<double>(2), table.Number<double>(3)));
        return points;
    }

    private sealed record CurvePoint(int Epoch, double Loss, double Fer2013, double FerPlus);
}
