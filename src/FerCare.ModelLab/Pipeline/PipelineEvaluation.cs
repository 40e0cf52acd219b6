using System.Text.Json.Serialization;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.Vision;

namespace FerCare.ModelLab.Pipeline;

/// <summary>
/// What is left of a network's accuracy once a face goes the server's way: JPEG frame, detection, landmarks, alignment. Each crop is
/// drawn into a frame of its own and read by a new track; accuracy is compared with that of the plain crop on the same faces.
/// </summary>
/// <param name="Count">Number of crops.</param>
/// <param name="Found">Crops in which exactly one face was found.</param>
/// <param name="NoFace">Crops in which none was found.</param>
/// <param name="SeveralFaces">Crops in which more than one was found.</param>
/// <param name="Usable">Found faces whose quality allows the server to show emotions.</param>
/// <param name="FoundByClass">Share found of each FER2013 class, in class order; null for a class that does not occur.</param>
/// <param name="Fer2013">Accuracy of the fer2013 head on FER2013 labels, found faces.</param>
/// <param name="FerPlus">Accuracy of the ferplus head on FER+ majorities, found faces; null where the set has no votes.</param>
public sealed record PipelineEvaluation(
    [property: JsonPropertyName("n")] int Count, int Found, int NoFace, int SeveralFaces, int Usable, IReadOnlyList<double?> FoundByClass,
    PipelineAccuracy Fer2013, [property: JsonPropertyName("ferplus")] PipelineAccuracy? FerPlus)
{
    /// <summary>Most points that accuracy may differ from the plain crop's.</summary>
    public const double TargetPoints = 3;

    /// <summary>Share of the crops in which exactly one face was found.</summary>
    public double FoundShare => Count == 0 ? 0 : (double)Found / Count;

    /// <summary>Wilson's 95 % interval of that share.</summary>
    [JsonPropertyName("found_share_95")]
    public Interval FoundInterval => Interval.OfShare(Found, Count);

    /// <summary>Whether both heads stay within <see cref="TargetPoints"/> of the plain crop.</summary>
    public bool WithinTarget => Math.Max(Math.Abs(Fer2013.Points), Math.Abs(FerPlus?.Points ?? 0)) <= TargetPoints;

    /// <summary>Reads every face of a set through frames.</summary>
    /// <param name="models">Landmarks and the network to measure.</param>
    /// <param name="faces">The crops.</param>
    /// <param name="options">How they are shown; null for the defaults.</param>
    /// <param name="progress">Told the number of faces read so far after every face; may be null.</param>
    public static PipelineEvaluation Of(VisionModels models, FaceSet faces, CameraPictureOptions? options = null, Action<int>? progress = null)
    {
        var found = new List<int>();
        var aligned = new List<byte>();
        int usable = 0, none = 0, several = 0;
        using var camera = new CameraPicture(options ?? new CameraPictureOptions());
        using var reader = new FaceReader(models, FaceReaderOptions.Streamed);
        for (var i = 0; i < faces.Count; i++)
        {
            var reading = reader.Read(camera.Encode(faces.Face(i)), new FaceTrack(), classify: false);
            if (reading.Faces == 0) none++;
            else if (reading.Faces > 1) several++;
            else
            {
                found.Add(i);
                aligned.AddRange(reader.AlignedFace);
                if (reading.Quality.AllowsEmotions()) usable++;
            }

            progress?.Invoke(i + 1);
        }

        var (crops, read) = (faces.Choose([.. found]), aligned.ToArray());
        var (plain, through) = (TwoHeadedScores.Of(models.Emotions, crops), TwoHeadedScores.Of(models.Emotions, crops.WithPixels(read)));
        var byClass = Emotions.All.Select(e => Share(found.Count(i => faces.Labels[i] == (byte)e), faces.Labels.Count(l => l == (byte)e)));
        return new PipelineEvaluation(
            faces.Count, found.Count, none, several, usable, [.. byClass],
            PipelineAccuracy.Of(through.Fer2013, plain.Fer2013, EmotionEvaluation.Labels(crops)),
            faces.HasVotes ? PipelineAccuracy.Of(through.FerPlus, plain.FerPlus, EmotionEvaluation.Majorities(crops)) : null);
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
