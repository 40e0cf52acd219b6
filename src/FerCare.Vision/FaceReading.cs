using FerCare.Affect;
using FerCare.Affect.Face;

namespace FerCare.Vision;

/// <summary>What one frame showed.</summary>
public sealed record FaceReading
{
    /// <summary>Width of the frame, pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the frame, pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Faces in sight; everything about a face is null unless this is 1.</summary>
    public required int Faces { get; init; }

    /// <summary>The face, pixels of the frame.</summary>
    public FaceBox? Box { get; init; }

    public FacialLandmarks? Landmarks { get; init; }

    public HeadPose? Pose { get; init; }

    /// <summary>Eye aspect ratio of the person's left eye.</summary>
    public double? LeftEye => Landmarks?.LeftEyeAspectRatio;

    /// <summary>Eye aspect ratio of the person's right eye.</summary>
    public double? RightEye => Landmarks?.RightEyeAspectRatio;

    /// <summary>Mean of both eyes (Soukupova and Cech 2016).</summary>
    public double? EyeAspectRatio => (LeftEye + RightEye) / 2;

    /// <summary>Why the frame is not valid; none set if it is.</summary>
    public required QualityIssue Quality { get; init; }

    /// <summary>The seven probabilities; null where the network was not asked or the frame does not allow an answer.</summary>
    public EmotionProbabilities? Emotions { get; init; }

    /// <summary>It was this frame's turn for the network, even if the frame allowed no answer.</summary>
    public bool Classified { get; init; }

    /// <summary>How long its stages took; of no bearing on what the frame showed.</summary>
    public StageTimes Stages { get; init; }

    /// <summary>What is kept of the frame. Eye opening is left out where the frame is not valid, displacement likewise.</summary>
    /// <param name="timeMs">Milliseconds since the session's first frame.</param>
    /// <param name="displacement">From the session's <see cref="ExpressionMotion"/>.</param>
    public FrameSample ToFrameSample(long timeMs, double? displacement)
    {
        var valid = Quality.IsValid();
        return new FrameSample(timeMs, Quality, Box, valid ? LeftEye : null, valid ? RightEye : null, Pose, valid ? displacement : null);
    }

    /// <summary>What is kept of the network's answer.</summary>
    /// <param name="timeMs">Milliseconds since the session's first frame.</param>
    public EmotionSample ToEmotionSample(long timeMs) => new(timeMs, Quality, Emotions);
}
