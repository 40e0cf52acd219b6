namespace FerCare.Affect.Timeline;

/// <summary>
/// The one emotion named on screen. It changes only after another has led for the dwell time, so that it does not flicker, and it
/// vanishes at once with the face. One per session, not thread-safe.
/// </summary>
public sealed class ShownLabel(long dwellMs = ShownLabel.DwellMs)
{
    /// <summary>Milliseconds another emotion must lead (engineering default).</summary>
    public const long DwellMs = 1000;

    private Emotion? leader;
    private long leadingSinceMs;

    /// <summary>What is shown now, or null.</summary>
    public Emotion? Current { get; private set; }

    /// <summary>Takes the smoothed probabilities of a moment (null without a usable face) and returns what is to be shown.</summary>
    public Emotion? Next(long timeMs, EmotionProbabilities? smoothed) => NextLeading(timeMs, smoothed?.Top);

    /// <summary>The same from the emotion that leads at a moment.</summary>
    internal Emotion? NextLeading(long timeMs, Emotion? leads)
    {
        if (leads is null) return Current = leader = null;
        if (leader != leads)
        {
            leader = leads;
            leadingSinceMs = timeMs;
        }

        if (timeMs - leadingSinceMs >= dwellMs) Current = leader;
        return Current;
    }
}
