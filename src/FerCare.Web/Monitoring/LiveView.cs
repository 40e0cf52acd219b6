using FerCare.Affect;
using FerCare.Clinic.Sessions;

namespace FerCare.Web.Monitoring;

/// <summary>One look at a running session, as the clinician's live page shows it.</summary>
/// <param name="At">When the look was taken.</param>
/// <param name="TimeMs">Time in session, milliseconds; 0 before it starts.</param>
/// <param name="Emotions">Smoothed; null without a usable face.</param>
/// <param name="ShownLabel">The emotion that has led for the dwell time.</param>
/// <param name="Quality">Of the last frame.</param>
/// <param name="FramesPerSecond">Frames read.</param>
/// <param name="ResultAgeMs">From the camera to the reading, the last frame's.</param>
/// <param name="Coverage">Valid share of the frames recorded so far, 0..1.</param>
/// <param name="LastMinute">One point a second, oldest first, at most 60.</param>
public sealed record LiveView(
    long SessionId, SessionState State, DateTimeOffset At, long TimeMs, EmotionProbabilities? Emotions, Emotion? ShownLabel, QualityIssue Quality,
    double FramesPerSecond, double ResultAgeMs, double Coverage, IReadOnlyList<LivePoint> LastMinute);

/// <summary>One second of a running session.</summary>
/// <param name="TimeMs">Start of the second in the session.</param>
/// <param name="Emotions">Its last smoothed probabilities; null where it was a gap or had no usable face.</param>
public sealed record LivePoint(long TimeMs, EmotionProbabilities? Emotions);
