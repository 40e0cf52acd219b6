using System.Globalization;
using System.Text;

namespace FerCare.ModelLab.Robustness;

/// <summary>A robustness evaluation as a Markdown section: one table for each head.</summary>
public static class RobustnessMarkdown
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Of(RobustnessEvaluation evaluation)
    {
        var text = new StringBuilder();
        text.AppendLine("## Robustness").AppendLine();
        text.AppendLine(Culture, $"Accuracy in % on the same faces, distorted; each cell reads severity: accuracy, from mild to severe. Seed {evaluation.Seed}.");
        Table(text, "FER2013 labels", evaluation, point => point.Fer2013);
        if (evaluation.Undistorted.FerPlus is not null) Table(text, "FER+ majority", evaluation, point => point.FerPlus ?? 0);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Table(StringBuilder text, string title, RobustnessEvaluation evaluation, Func<RobustnessPoint, double> accuracy)
    {
        var steps = evaluation.Curves.Max(curve => curve.Points.Count);
        text.AppendLine().AppendLine(Culture, $"### {title}: {100 * accuracy(evaluation.Undistorted):F1} undistorted").AppendLine();
        text.AppendLine(Culture, $"| distortion | severity in | {string.Join(" | ", Enumerable.Range(1, steps).Select(s => $"step {s}"))} |");
        text.AppendLine(Culture, $"|---|---|{string.Concat(Enumerable.Repeat("--:|", steps))}");
        foreach (var curve in evaluation.Curves)
        {
            var cells = curve.Points.Select(point => string.Create(Culture, $"{point.Severity:0.##}: {100 * accuracy(point):F1}"));
            text.AppendLine(Culture, $"| {curve.Distortion} | {curve.Unit} | {string.Join(" | ", cells.Concat(Enumerable.Repeat("", steps - curve.Points.Count)))} |");
        }
    }
}
