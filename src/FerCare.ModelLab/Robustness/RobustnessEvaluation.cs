using System.Text.Json.Serialization;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Robustness;

/// <summary>A network's accuracy on faces distorted in graded steps, in the manner of Hendrycks and Dietterich 2019.</summary>
/// <param name="Seed">Of every random part of a distortion.</param>
/// <param name="Undistorted">Accuracy on the faces as they are.</param>
/// <param name="Curves">One for each distortion.</param>
public sealed record RobustnessEvaluation(int Seed, RobustnessPoint Undistorted, IReadOnlyList<RobustnessCurve> Curves)
{
    /// <summary>The seed unless another is given.</summary>
    public const int DefaultSeed = 1;

    /// <summary>Distorts and scores all faces in every way, on all processor cores.</summary>
    /// <param name="network">The network to measure; both heads.</param>
    /// <param name="faces">The faces as they are.</param>
    /// <param name="seed">Of every random part of a distortion.</param>
    /// <param name="distortions">Null for <see cref="Distortions.All"/>.</param>
    /// <param name="progress">Told the name of a distortion when one of its steps is measured, one call at a time; may be null.</param>
    public static RobustnessEvaluation Of(
        EmotionClassifier network, FaceSet faces, int seed = DefaultSeed, IReadOnlyList<Distortion>? distortions = null, Action<string>? progress = null)
    {
        distortions ??= Distortions.All;
        (int Curve, int Step)[] steps = [.. distortions.SelectMany((d, curve) => d.Severities.Select((_, step) => (curve, step)))];
        var points = distortions.Select(d => new RobustnessPoint[d.Severities.Count]).ToArray();
        var told = new Lock();
        // Without the bound a long step makes the thread pool start more and more of them side by side.
        Parallel.ForEach(steps, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, at =>
        {
            var distortion = distortions[at.Curve];
            var severity = distortion.Severities[at.Step];
            points[at.Curve][at.Step] = Point(network, distortion.Apply(faces, severity, unchecked(31 * seed + at.Curve)), severity);
            lock (told) progress?.Invoke(distortion.Name);
        });
        return new RobustnessEvaluation(seed, Point(network, faces, 0), [.. distortions.Zip(points, (d, p) => new RobustnessCurve(d.Name, d.Unit, d.None, p))]);
    }

    private static RobustnessPoint Point(EmotionClassifier network, FaceSet faces, double severity)
    {
        var scores = TwoHeadedScores.Of(network, faces);
        int right = 0, rightOfMajorities = 0, majorities = 0;
        for (var i = 0; i < faces.Count; i++)
        {
            if ((byte)TwoHeadedScores.Top(scores.Fer2013, i) == faces.Labels[i]) right++;
            if (faces.RaterMajority(i) is not { } majority) continue;
            majorities++;
            if (TwoHeadedScores.Top(scores.FerPlus, i) == majority) rightOfMajorities++;
        }

        return new RobustnessPoint(severity, faces.Count == 0 ? 0 : (double)right / faces.Count, majorities == 0 ? null : (double)rightOfMajorities / majorities);
    }
}

/// <summary>Accuracy under one distortion.</summary>
/// <param name="Distortion">Its name.</param>
/// <param name="Unit">Of the severity.</param>
/// <param name="None">The severity that leaves a face as it is.</param>
/// <param name="Points">Mild to severe.</param>
public sealed record RobustnessCurve(string Distortion, string Unit, double None, IReadOnlyList<RobustnessPoint> Points);

/// <summary>Accuracy at one severity.</summary>
/// <param name="Severity">In the distortion's unit.</param>
/// <param name="Fer2013">Accuracy of the fer2013 head on FER2013 labels.</param>
/// <param name="FerPlus">Accuracy of the ferplus head on FER+ majorities; null where the set has no votes.</param>
public sealed record RobustnessPoint(double Severity, double Fer2013, [property: JsonPropertyName("ferplus")] double? FerPlus);
