namespace FerCare.Affect;

/// <summary>Why a frame cannot be used, or not fully; none set means a valid frame. Stored as bits: never renumber.</summary>
[Flags]
public enum QualityIssue
{
    None = 0,

    /// <summary>No face was found.</summary>
    NoFace = 1,

    /// <summary>More than one face was found, so the patient's cannot be told.</summary>
    SeveralFaces = 2,

    /// <summary>Outer eye corners closer than emotions need.</summary>
    FaceTooSmall = 4,

    /// <summary>Outer eye corners closer than eye opening and blinks need; emotions can still be read.</summary>
    EyesTooSmall = 8,

    /// <summary>Head turned sideways beyond the limit (yaw).</summary>
    TurnedAway = 16,

    /// <summary>Head raised or lowered beyond the limit (pitch).</summary>
    TiltedAway = 32,

    TooDark = 64,
    TooBright = 128,
    Blurred = 256,
}

/// <summary>What quality means for use.</summary>
public static class QualityIssues
{
    /// <summary>Nothing stands against the frame: counts towards coverage.</summary>
    public static bool IsValid(this QualityIssue issues) => issues == QualityIssue.None;

    /// <summary>The emotion probabilities of the frame may be used.</summary>
    public static bool AllowsEmotions(this QualityIssue issues) => (issues & ~QualityIssue.EyesTooSmall) == QualityIssue.None;

    /// <summary>The set issues as lower-case words with hyphens, as they stand in exports: "no-face", "too-dark".</summary>
    public static IReadOnlyList<string> Names(this QualityIssue issues) =>
        [.. Enum.GetValues<QualityIssue>().Where(i => i != QualityIssue.None && issues.HasFlag(i)).Select(Hyphenated)];

    private static string Hyphenated(QualityIssue issue) =>
        string.Concat(issue.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
