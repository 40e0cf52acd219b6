using System.Globalization;
using FerCare.Affect;
using FerCare.ModelLab.Pipeline;
using FerCare.ModelLab.Robustness;

namespace FerCare.ModelLab.Evaluation;

/// <summary>An evaluation in words and columns for the console.</summary>
public static class EvaluationText
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Write(EvaluationReport report, TextWriter to)
    {
        to.WriteLine($"{report.Model} on {report.Faces}");
        if (report.Mirror is { } mirror)
            to.WriteLine(string.Create(Culture, $"each face scored with its mirror image (mean of the logits): {mirror.MillisecondsWith:F2} ms a face in place of {mirror.MillisecondsWithout:F2}, in batches"));
        Write("FER2013 labels", report.Fer2013, to);
        if (report.FerPlus is { } ferPlus) Write("FER+ majority", ferPlus, to);
        else to.WriteLine("FER+ majority: the set has no votes");
        if (report.Comparison is { } comparison) Write(comparison, to);
        if (report.Pipeline is { } pipeline) to.Write("\n" + PipelineMarkdown.Of(pipeline));
        if (report.Robustness is { } robustness) to.Write("\n" + RobustnessMarkdown.Of(robustness));
    }

    /// <summary>A figure in percent, or a dash where it is not defined.</summary>
    public static string Percent(double? share) => share is { } value ? string.Create(Culture, $"{100 * value:F1}") : "-";

    /// <summary>An interval in percent.</summary>
    public static string Percent(Interval interval) => string.Create(Culture, $"{100 * interval.Low:F1} to {100 * interval.High:F1}");

    private static void Write(string title, HeadEvaluation head, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine(string.Create(Culture, $"{title}: n {head.Count}, accuracy {100 * head.Accuracy:F2} % ({Percent(head.AccuracyInterval)}), balanced accuracy {100 * head.BalancedAccuracy:F2} % ({Percent(head.BalancedAccuracyInterval)}), macro F1 {100 * head.MacroF1:F1} %"));
        var calibration = head.Calibration;
        to.WriteLine(string.Create(Culture, $"  calibration error ({calibration.Bins} bins of equal count, n {calibration.Count}): {calibration.ErrorBefore:F4} at temperature 1, {calibration.Error:F4} at {calibration.Temperature:F3}"));
        to.WriteLine($"  {"",-15}{"n",8}{"precision",11}{"recall",8}{"F1",8}   true (row) answered as (column), % of the row");
        to.WriteLine($"  {"",-15}{"",8}{"%",11}{"%",8}{"%",8}  {string.Concat(Emotions.Names.Select(name => $"{name,9}"))}");
        foreach (var emotion in Emotions.All)
        {
            var figures = head.Classes[(int)emotion];
            var row = head.Confusion[(int)emotion].Select(count => $"{Percent(figures.Count == 0 ? null : (double)count / figures.Count),9}");
            to.WriteLine($"  {figures.Class,-15}{figures.Count,8}{Percent(figures.Precision),11}{Percent(figures.Recall),8}{Percent(figures.F1),8}  {string.Concat(row)}");
        }
    }

    private static void Write(PairedComparison comparison, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"accuracy minus that of {comparison.Other}, points (95 % interval: {comparison.Method})");
        Write("FER2013 labels", comparison.Fer2013, to);
        if (comparison.FerPlus is { } ferPlus) Write("FER+ majority", ferPlus, to);
    }

    private static void Write(string title, PairedDifference difference, TextWriter to)
    {
        var interval = difference.DifferenceInterval;
        to.WriteLine(string.Create(Culture, $"  {title,-15} {100 * difference.Difference:+0.00;-0.00;0.00} ({100 * interval.Low:+0.00;-0.00;0.00} to {100 * interval.High:+0.00;-0.00;0.00}), n {difference.Count}; right only here {difference.OnlyThisRight}, only there {difference.OnlyOtherRight}"));
    }
}
