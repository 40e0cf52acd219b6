using FerCare.Affect;

namespace FerCare.Reports;

/// <summary>
/// The one colour of each emotion in the whole product. Each reaches a contrast of 3 to 1 on white and on dark (#1A1A27) alike (WCAG 2.2
/// non-text contrast), and any two stay at least 20 apart (CIE 1976) for normal, red-, green- and blue-blind eyes (Machado et al. 2009).
/// </summary>
public static class EmotionPalette
{
    /// <summary>The order in which areas are stacked, from the bottom.</summary>
    public static IReadOnlyList<Emotion> StackOrder { get; } =
        [Emotion.Neutral, Emotion.Happy, Emotion.Surprise, Emotion.Sad, Emotion.Disgust, Emotion.Fear, Emotion.Angry];

    /// <summary>The colour as #RRGGBB.</summary>
    public static string Hex(Emotion emotion) => emotion switch
    {
        Emotion.Angry => "#CB2427",
        Emotion.Disgust => "#7A9D64",
        Emotion.Fear => "#990AF9",
        Emotion.Happy => "#E07700",
        Emotion.Sad => "#585CC8",
        Emotion.Surprise => "#249EB9",
        Emotion.Neutral => "#78696A",
        _ => throw new ArgumentOutOfRangeException(nameof(emotion), emotion, "Expected one of the seven emotions."),
    };
}
