using System.Globalization;
using System.Text;
using FerCare.Affect;
using FerCare.ModelLab.Evaluation;

namespace FerCare.ModelLab.Pipeline;

/// <summary>A pipeline evaluation as a Markdown section.</summary>
public static class PipelineMarkdown
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Of(PipelineEvaluation evaluation)
    {
        var text = new StringBuilder();
        text.AppendLine("## Through the pipeline").AppendLine();
        text.AppendLine("Each crop drawn enlarged into a camera frame (640x480, JPEG at 0.7) and read as the server reads a frame: detection, landmarks, alignment, classification.").AppendLine();
        text.AppendLine(Culture, $"- Faces found: {evaluation.Found} of {evaluation.Count}, {100 * evaluation.FoundShare:F1} % ({EvaluationText.Percent(evaluation.FoundInterval)}); none in {evaluation.NoFace}, several in {evaluation.SeveralFaces}.");
        text.AppendLine(Culture, $"- Found by FER2013 class, %: {string.Join(", ", Emotions.All.Select(e => $"{e.NameOf()} {EvaluationText.Percent(evaluation.FoundByClass[(int)e])}"))}.");
        text.AppendLine(Culture, $"- Of the found faces {evaluation.Usable} are turned, lit and sharp enough for the server to use their emotions.");
        text.AppendLine(Culture, $"- Target: within {PipelineEvaluation.TargetPoints} points of the plain crop on the found faces; {(evaluation.WithinTarget ? "met" : "missed")}.").AppendLine();
        text.AppendLine("| truth | n | through the pipeline % | plain crop % | difference, points | 95 % interval |").AppendLine("|---|--:|--:|--:|--:|--:|");
        Row(text, "FER2013 labels", evaluation.Fer2013);
        if (evaluation.FerPlus is { } ferPlus) Row(text, "FER+ majority", ferPlus);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Row(StringBuilder text, string title, PipelineAccuracy accuracy)
    {
        var interval = accuracy.Paired.DifferenceInterval;
        text.AppendLine(Culture, $"| {title} | {accuracy.Paired.Count} | {100 * accuracy.Through:F2} | {100 * accuracy.Crop:F2} | {accuracy.Points:+0.00;-0.00;0.00} | {100 * interval.Low:+0.00;-0.00;0.00} to {100 * interval.High:+0.00;-0.00;0.00} |");
    }
}
