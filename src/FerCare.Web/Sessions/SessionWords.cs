using FerCare.Affect;
using FerCare.Clinic.Sessions;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Sessions;

/// <summary>How states, contexts, events and quality are named for clinicians.</summary>
public static class SessionWords
{
    /// <summary>A state in one or two words.</summary>
    public static string Title(this SessionState state, IStringLocalizer words) => state switch
    {
        SessionState.Waiting => words["Waiting"],
        SessionState.Live => words["Live"],
        SessionState.Paused => words["Paused"],
        SessionState.Reconnecting => words["Reconnecting"],
        SessionState.Withdrawn => words["Withdrawn"],
        SessionState.Ended => words["Ended"],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Expected a known state."),
    };

    /// <summary>What a state means, in one sentence.</summary>
    public static string Meaning(this SessionState state, IStringLocalizer words) => state switch
    {
        SessionState.Waiting => words["The patient has not started yet."],
        SessionState.Live => words["The patient's camera is being read."],
        SessionState.Paused => words["The patient has paused; nothing is read until they go on."],
        SessionState.Reconnecting => words["The connection to the patient is lost; it comes back by itself if it can. The time until then is recorded as a gap."],
        SessionState.Withdrawn => words["The patient has withdrawn consent. Reading stopped at once and does not start again."],
        SessionState.Ended => words["The session is over."],
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

    /// <summary>What the patient does meanwhile, in the reader's language.</summary>
    public static string Title(this SessionContext context, IStringLocalizer words) => context switch
    {
        SessionContext.Rest => words["Rest"],
        SessionContext.Conversation => words["Conversation"],
        SessionContext.Reading => words["Reading"],
        _ => throw new ArgumentOutOfRangeException(nameof(context), context, "Expected a known context."),
    };

    /// <summary>Minutes and seconds of a session, "4:05".</summary>
    public static string Clock(long milliseconds) => $"{milliseconds / 60_000}:{milliseconds / 1000 % 60:00}";

    /// <summary>A length of time in words, "12 min 5 s".</summary>
    public static string Length(TimeSpan length) => length.TotalSeconds < 60 ? $"{length.TotalSeconds:0} s"
        : length.TotalMinutes < 60 ? $"{(int)length.TotalMinutes} min {length.Seconds} s"
        : $"{(int)length.TotalHours} h {length.Minutes} min";

    /// <summary>What stands against using the present frame, in the reader's language.</summary>
    public static IReadOnlyList<string> Reasons(this QualityIssue issues, IStringLocalizer words) =>
        [.. Enum.GetValues<QualityIssue>().Where(i => i != QualityIssue.None && issues.HasFlag(i)).Select(i => i.Title(words))];

    /// <summary>One thing that stands against using a frame.</summary>
    public static string Title(this QualityIssue issue, IStringLocalizer words) => issue switch
    {
        QualityIssue.NoFace => words["No face in the picture"],
        QualityIssue.SeveralFaces => words["More than one face in the picture"],
        QualityIssue.FaceTooSmall => words["Face too far from the camera"],
        QualityIssue.EyesTooSmall => words["Too far away for eye opening and blinks"],
        QualityIssue.TurnedAway => words["Head turned to the side"],
        QualityIssue.TiltedAway => words["Head raised or lowered too far"],
        QualityIssue.TooDark => words["Too dark"],
        QualityIssue.TooBright => words["Too bright"],
        QualityIssue.Blurred => words["Blurred"],
        _ => throw new ArgumentOutOfRangeException(nameof(issue), issue, "Expected one known issue."),
    };
}
