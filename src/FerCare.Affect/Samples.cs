namespace FerCare.Affect;

/// <summary>A rectangle around a face, pixels of the frame that was sent.</summary>
public readonly record struct FaceBox(int X, int Y, int Width, int Height);

/// <summary>
/// What is kept of every frame. Figures are null where the quality does not allow them; landmarks and pixels are never kept.
/// </summary>
/// <param name="TimeMs">Milliseconds since the session's first frame.</param>
/// <param name="Quality">Why the frame is not valid; none set if it is.</param>
/// <param name="Box">The face, pixels.</param>
/// <param name="LeftEye">Eye aspect ratio of the person's left eye (points 42-47).</param>
/// <param name="RightEye">Eye aspect ratio of the person's right eye (points 36-41).</param>
/// <param name="Pose">Head pose, degrees.</param>
/// <param name="Displacement">Path of the aligned landmarks since the last one given, inter-ocular units; see <c>ExpressionMotion</c>.</param>
public readonly record struct FrameSample(
    long TimeMs, QualityIssue Quality, FaceBox? Box, double? LeftEye, double? RightEye, HeadPose? Pose, double? Displacement)
{
    /// <summary>Mean of both eyes' aspect ratios (Soukupova and Cech 2016), null if either is missing.</summary>
    public double? EyeAspectRatio => (LeftEye + RightEye) / 2;
}

/// <summary>One classified frame; <see cref="Emotions"/> is null where the frame had no single usable face ("no face" is a recorded sample, never a guessed neutral).</summary>
/// <param name="TimeMs">Milliseconds since the session's first frame.</param>
public readonly record struct EmotionSample(long TimeMs, QualityIssue Quality, EmotionProbabilities? Emotions);
