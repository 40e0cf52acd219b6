using FerCare.Affect;
using FerCare.Clinic.Sessions;

namespace FerCare.Web.Sessions;

/// <summary>How states, contexts, events and quality are named for clinicians.</summary>
public static class SessionWords
{
    /// <summary>A state in one or two words.</summary>
    public static string Title(this SessionState state) => state switch
    {
        SessionState.Waiting => "Waiting",
        SessionState.Live => "Live",
        SessionState.Paused => "Paused",
        SessionState.Reconnecting => "Reconnecting",
        SessionState.Withdrawn => "Withdrawn",
        SessionState.Ended => "Ended",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Expected a known state."),
    };

    /// <summary>What a state means, in one sentence.</summary>
    public static string Meaning(this SessionState state) => state switch
    {
        SessionState.Waiting => "The patient has not started yet.",
        SessionState.Live => "The patient's camera is being read.",
        SessionState.Paused => "The patient has paused; nothing is read until they go on.",
        SessionState.Reconnecting => "The connection to the patient is lost; it comes back by itself if it can. The time until then is recorded as a gap.",
        SessionState.Withdrawn => "The patient has withdrawn consent. Reading stopped at once and does not start again.",
        SessionState.Ended => "The session is over.",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Expected a known state."),
    };

    /// <summary>The colour class of a state; text and icon say the same.</summary>
    public static string Tone(this SessionState state) => state switch
    {
        SessionState.Waiting => "tone-waiting",
        SessionState.Live => "tone-live",
        SessionState.Paused => "tone-paused",
        SessionState.Reconnecting => "tone-lost",
        _ => "tone-over",
    };

    /// <summary>What the patient does meanwhile.</summary>
    public static string Title(this SessionContext context) => context switch
    {
        SessionContext.Rest => "Rest",
        SessionContext.Conversation => "Conversation",
        SessionContext.Reading => "Reading",
        _ => throw new ArgumentOutOfRangeException(nameof(context), context, "Expected a known context."),
    };

    /// <summary>An event of a session.</summary>
    public static string Title(this SessionEventKind kind) => kind switch
    {
        SessionEventKind.Joined => "Patient opened the link",
        SessionEventKind.ConsentGiven => "Consent given",
        SessionEventKind.Started => "Camera started",
        SessionEventKind.BaselineStarted => "Neutral baseline started",
        SessionEventKind.BaselineEnded => "Neutral baseline ended",
        SessionEventKind.Paused => "Paused by the patient",
        SessionEventKind.Resumed => "Resumed",
        SessionEventKind.Hidden => "Patient's page went out of sight",
        SessionEventKind.Shown => "Patient's page in sight again",
        SessionEventKind.ConnectionLost => "Connection lost",
        SessionEventKind.Reconnected => "Connection back",
        SessionEventKind.Withdrawn => "Consent withdrawn",
        SessionEventKind.Ended => "Ended",
        SessionEventKind.ReadingStopped => "Reading of the camera stopped (a fault of the server)",
        SessionEventKind.ReadingResumed => "Reading of the camera resumed",
        _ => kind.ToString(),
    };

    /// <summary>What stands against using the present frame, each as a sentence a clinician can act on; empty if nothing does.</summary>
    public static IReadOnlyList<string> Reasons(this QualityIssue issues) =>
        [.. Enum.GetValues<QualityIssue>().Where(i => i != QualityIssue.None && issues.HasFlag(i)).Select(Reason)];

    /// <summary>Minutes and seconds of a session, "4:05".</summary>
    public static string Clock(long milliseconds) => $"{milliseconds / 60_000}:{milliseconds / 1000 % 60:00}";

    /// <summary>A length of time in words, "12 min 5 s".</summary>
    public static string Length(TimeSpan length) => length.TotalSeconds < 60 ? $"{length.TotalSeconds:0} s"
        : length.TotalMinutes < 60 ? $"{(int)length.TotalMinutes} min {length.Seconds} s"
        : $"{(int)length.TotalHours} h {length.Minutes} min";

    private static string Reason(QualityIssue issue) => issue switch
    {
        QualityIssue.NoFace => "No face in the picture",
        QualityIssue.SeveralFaces => "More than one face in the picture",
        QualityIssue.FaceTooSmall => "Face too far from the camera",
        QualityIssue.EyesTooSmall => "Too far away for eye opening and blinks",
        QualityIssue.TurnedAway => "Head turned to the side",
        QualityIssue.TiltedAway => "Head raised or lowered too far",
        QualityIssue.TooDark => "Too dark",
        QualityIssue.TooBright => "Too bright",
        QualityIssue.Blurred => "Blurred",
        _ => issue.ToString(),
    };
}
