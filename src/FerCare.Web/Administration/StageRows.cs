using FerCare.Vision;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Administration;

/// <summary>One stage of the readings in words.</summary>
/// <param name="Name">Lower-case word by which tests know it; the value of the stage's label at <c>/metrics</c>.</param>
public sealed record StageRow(string Name, string Title, string Median, string P99, string Meaning);

/// <summary>What the stages of a reading are and what they take.</summary>
public static class StageRows
{
    public static IReadOnlyList<StageRow> Of(ServerLook look, IStringLocalizer words) =>
    [
        .. look.Stages.Select(s => new StageRow($"{s.Stage}".ToLowerInvariant(), Title(s.Stage, words),
            words["{0:0.00} ms", s.Median.TotalMilliseconds], words["{0:0.00} ms", s.P99.TotalMilliseconds], Meaning(s.Stage, words))),
    ];

    private static string Title(ReadingStage stage, IStringLocalizer words) => stage switch
    {
        ReadingStage.Decode => words["Unpacking the picture"],
        ReadingStage.Locate => words["Finding or following the face"],
        ReadingStage.Landmarks => words["Landmarks"],
        ReadingStage.Align => words["Cutting out the face"],
        ReadingStage.Judge => words["Pose and quality"],
        ReadingStage.Classify => words["Emotion network"],
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    private static string Meaning(ReadingStage stage, IStringLocalizer words) => stage switch
    {
        ReadingStage.Decode => words["Of every picture; larger pictures take longer."],
        ReadingStage.Locate => words["Next to nothing while a face is followed; some milliseconds where it is searched for."],
        ReadingStage.Landmarks => words["68 points of the face, of every picture with one face."],
        ReadingStage.Align => words["Turned upright and made 48 pixels wide."],
        ReadingStage.Judge => words["Where the head is turned, light and sharpness."],
        ReadingStage.Classify => words["5 to 10 times a second for each session."],
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };
}
