using System.Globalization;
using FerCare.Affect;
using FerCare.ModelLab.Evaluation;
using ScottPlot;

namespace FerCare.ModelLab.Charts;

/// <summary>The confusion matrices of both heads side by side: each row in percent of its true class, darker where more.</summary>
public static class ConfusionMatrixChart
{
    private const int PanelWidth = 820, Height = 780;

    /// <summary>Above this share a cell is so dark that its figure is written in white.</summary>
    private const double DarkShare = 0.35;

    /// <summary>Writes a PNG; one panel where the set has no votes.</summary>
    public static void Write(EvaluationReport report, string path)
    {
        var panels = new List<Plot> { Panel("FER2013 labels", report.Fer2013) };
        if (report.FerPlus is { } ferPlus) panels.Add(Panel("FER+ majority", ferPlus));
        ChartStyle.Save(new ScottPlot.MultiplotLayouts.Columns(), PanelWidth * panels.Count, Height, path, panels);
    }

    private static Plot Panel(string title, HeadEvaluation head)
    {
        var plot = ChartStyle.Plot(
            string.Create(CultureInfo.InvariantCulture, $"{title}: {100 * head.Accuracy:F1} % of {head.Count} faces"), "answered", "true (number of faces); each row in %");
        var shares = new double[Emotions.Count, Emotions.Count];
        for (var row = 0; row < Emotions.Count; row++)
            for (var column = 0; column < Emotions.Count; column++)
                shares[row, column] = (double)head.Confusion[row][column] / Math.Max(1, head.Classes[row].Count);

        var heatmap = plot.Add.Heatmap(shares);
        heatmap.Colormap = new ScottPlot.Colormaps.CustomInterpolated([Colors.White, ChartStyle.First, Color.FromHex("#002B49")]);
        heatmap.ManualRange = new ScottPlot.Range(0, 1);
        for (var row = 0; row < Emotions.Count; row++)
            for (var column = 0; column < Emotions.Count; column++)
                Figure(plot, shares[row, column], column, Emotions.Count - 1 - row);

        var places = Enumerable.Range(0, Emotions.Count).Select(i => (double)i).ToArray();
        plot.Axes.Bottom.SetTicks(places, [.. Emotions.Names]);
        plot.Axes.Left.SetTicks(places, [.. head.Classes.Reverse().Select(c => $"{c.Class} ({c.Count})")]);
        plot.Axes.SetLimits(-0.5, Emotions.Count - 0.5, -0.5, Emotions.Count - 0.5);
        plot.Grid.IsVisible = false;
        return plot;
    }

    private static void Figure(Plot plot, double share, double x, double y)
    {
        var text = plot.Add.Text(string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0}"), x, y);
        text.LabelAlignment = Alignment.MiddleCenter;
        text.LabelFontSize = 20;
        text.LabelFontColor = share > DarkShare ? Colors.White : Colors.Black;
    }
}
