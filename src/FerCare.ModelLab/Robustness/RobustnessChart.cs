using FerCare.ModelLab.Charts;
using ScottPlot;

namespace FerCare.ModelLab.Robustness;

/// <summary>A small panel for each distortion: accuracy of both heads against severity, mild on the left.</summary>
public static class RobustnessChart
{
    private const int Columns = 4, PanelWidth = 480, PanelHeight = 400;

    /// <summary>Writes a PNG.</summary>
    /// <exception cref="Data.LabDataException">The file cannot be written.</exception>
    public static void Write(RobustnessEvaluation evaluation, string path)
    {
        var panels = evaluation.Curves.Select((curve, i) => Panel(curve, evaluation.Undistorted, named: i == 0)).ToList();
        var rows = (panels.Count + Columns - 1) / Columns;
        ChartStyle.Save(new ScottPlot.MultiplotLayouts.Grid(rows, Columns), Columns * PanelWidth, rows * PanelHeight, path, panels);
    }

    private static Plot Panel(RobustnessCurve curve, RobustnessPoint undistorted, bool named)
    {
        var plot = ChartStyle.Plot(curve.Distortion, curve.Unit, "accuracy, %");
        Line(plot, curve, undistorted, "FER+ majority", ChartStyle.Second, point => point.FerPlus);
        Line(plot, curve, undistorted, "FER2013 labels", ChartStyle.First, point => point.Fer2013);
        // Evenly spaced: the steps are what was measured, and some units fall with severity.
        var ticks = curve.Points.Select(point => point.Severity.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)).Prepend("none").ToArray();
        plot.Axes.Bottom.SetTicks([.. ticks.Select((_, i) => (double)i)], ticks);
        plot.Axes.Bottom.Label.FontSize = 14;
        plot.Axes.SetLimits(-0.3, ticks.Length - 0.7, 0, 100);
        if (named) plot.ShowLegend(Alignment.LowerLeft);
        else plot.HideLegend();
        return plot;
    }

    private static void Line(Plot plot, RobustnessCurve curve, RobustnessPoint undistorted, string name, Color color, Func<RobustnessPoint, double?> accuracy)
    {
        double[] percent = [.. curve.Points.Prepend(undistorted).Select(accuracy).OfType<double>().Select(share => 100 * share)];
        if (percent.Length == 0) return;
        double[] steps = [.. percent.Select((_, i) => (double)i)];
        var line = plot.Add.Scatter(steps, percent, color);
        line.LegendText = name;
        line.LineWidth = 2.5f;
        line.MarkerSize = 8;
    }
}
