using FerCare.ModelLab.Data;
using ScottPlot;

namespace FerCare.ModelLab.Charts;

/// <summary>What all charts of the lab share: the typeface that lies beside the program, sizes, and how they are saved.</summary>
internal static class ChartStyle
{
    private const string Typeface = "Source Sans 3";

    /// <summary>Blue and orange that stay apart for the colour-blind (Okabe and Ito 2008).</summary>
    public static readonly Color First = Color.FromHex("#0072B2"), Second = Color.FromHex("#D55E00");

    static ChartStyle()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fonts");
        Fonts.AddFontFile(Typeface, Path.Combine(folder, "SourceSans3-Regular.ttf"), bold: false, italic: false);
        Fonts.AddFontFile(Typeface, Path.Combine(folder, "SourceSans3-Bold.ttf"), bold: true, italic: false);
        Fonts.Default = Typeface;
    }

    /// <summary>An empty plot with a title over it and names at its axes.</summary>
    public static Plot Plot(string title, string across, string up)
    {
        var plot = new Plot();
        plot.Font.Set(Typeface);
        plot.Title(title, size: 20);
        plot.XLabel(across, size: 18);
        plot.YLabel(up, size: 18);
        foreach (var axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left]) axis.TickLabelStyle.FontSize = 16;
        plot.Legend.FontSize = 16;
        return plot;
    }

    /// <summary>Draws plots side by side or one under the other and writes the picture whole.</summary>
    /// <exception cref="LabDataException">The file cannot be written.</exception>
    public static void Save(IMultiplotLayout layout, int width, int height, string path, params IReadOnlyList<Plot> plots)
    {
        var picture = new Multiplot(plots[0]) { Layout = layout };
        foreach (var plot in plots.Skip(1)) picture.Subplots.Add(plot);
        WholeFile.Write(path, temporary => picture.SavePng(temporary, width, height));
    }
}
