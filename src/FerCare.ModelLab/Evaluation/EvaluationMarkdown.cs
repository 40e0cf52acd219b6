using System.Globalization;
using System.Text;
using FerCare.Affect;
using FerCare.ModelLab.Pipeline;
using FerCare.ModelLab.Robustness;

namespace FerCare.ModelLab.Evaluation;

/// <summary>An evaluation as Markdown tables.</summary>
public static class EvaluationMarkdown
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Of(EvaluationReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(Culture, $"# {report.Model}").AppendLine();
        text.AppendLine(Culture, $"Measured on {report.Faces}. Intervals are 95 %: Wilson for accuracy, normal approximation for balanced accuracy.");
        text.AppendLine("A dash stands for a figure whose denominator is 0: precision of a class that is never answered, recall of one that does not occur.");
        text.AppendLine("Calibration error is the expected calibration error in bins of equal count.").AppendLine();
        if (report.Mirror is { } mirror)
            text.AppendLine(Culture, $"Each face is scored with its mirror image (mean of the logits): {mirror.MillisecondsWith:F2} ms a face in place of {mirror.MillisecondsWithout:F2}.").AppendLine();
        text.AppendLine("| truth | n | accuracy % | balanced accuracy % | macro F1 % | calibration error at temperature 1 | at the head's |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|");
        Summarise(text, "FER2013 labels", report.Fer2013);
        if (report.FerPlus is { } summarised) Summarise(text, "FER+ majority", summarised);
        else text.AppendLine("| FER+ majority | no votes | - | - | - | - | - |");
        Detail(text, "FER2013 labels", report.Fer2013);
        if (report.FerPlus is { } ferPlus) Detail(text, "FER+ majority", ferPlus);
        if (report.Comparison is { } comparison) Compare(text, comparison);
        if (report.Pipeline is { } pipeline) text.AppendLine().Append(PipelineMarkdown.Of(pipeline));
        if (report.Robustness is { } robustness) text.AppendLine().Append(RobustnessMarkdown.Of(robustness));
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Summarise(StringBuilder text, string title, HeadEvaluation head) => text.AppendLine(Culture,
        $"| {title} | {head.Count} | {100 * head.Accuracy:F2} ({EvaluationText.Percent(head.AccuracyInterval)}) | {100 * head.BalancedAccuracy:F2} ({EvaluationText.Percent(head.BalancedAccuracyInterval)}) | {100 * head.MacroF1:F1} | {head.Calibration.ErrorBefore:F4} | {head.Calibration.Error:F4} at {head.Calibration.Temperature:F3} |");

    private static void Detail(StringBuilder text, string title, HeadEvaluation head)
    {
        text.AppendLine().AppendLine(Culture, $"## {title}").AppendLine();
        text.AppendLine("Rows are true classes; the columns on the right are answers, as counts.").AppendLine();
        text.AppendLine(Culture, $"| class | n | precision % | recall % | F1 % | {string.Join(" | ", Emotions.Names)} |");
        text.AppendLine($"|---|--:|--:|--:|--:|{string.Concat(Emotions.Names.Select(_ => "--:|"))}");
        foreach (var (figures, row) in head.Classes.Zip(head.Confusion))
            text.AppendLine(Culture, $"| {figures.Class} | {figures.Count} | {EvaluationText.Percent(figures.Precision)} | {EvaluationText.Percent(figures.Recall)} | {EvaluationText.Percent(figures.F1)} | {string.Join(" | ", row)} |");
    }

    private static void Compare(StringBuilder text, PairedComparison comparison)
    {
        text.AppendLine().AppendLine(Culture, $"## Compared with {comparison.Other}").AppendLine();
        text.AppendLine(Culture, $"Accuracy of this network minus that of the other on the same faces, points; 95 % interval by {comparison.Method}.").AppendLine();
        text.AppendLine("| truth | n | difference | interval | right only here | right only there |").AppendLine("|---|--:|--:|--:|--:|--:|");
        Compare(text, "FER2013 labels", comparison.Fer2013);
        if (comparison.FerPlus is { } ferPlus) Compare(text, "FER+ majority", ferPlus);
    }

    private static void Compare(StringBuilder text, string title, PairedDifference difference) => text.AppendLine(Culture,
        $"| {title} | {difference.Count} | {100 * difference.Difference:F2} | {100 * difference.DifferenceInterval.Low:F2} to {100 * difference.DifferenceInterval.High:F2} | {difference.OnlyThisRight} | {difference.OnlyOtherRight} |");
}
