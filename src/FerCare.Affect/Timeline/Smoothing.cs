namespace FerCare.Affect.Timeline;

/// <summary>
/// Exponential smoothing by time, not by sample, so that 5 and 10 samples per second look alike. A sample without emotions gives
/// none and does not disturb the state; after a longer break the smoothing starts afresh. One per session, not thread-safe.
/// </summary>
public sealed class Smoothing(double timeConstantSeconds = Smoothing.TimeConstantSeconds)
{
    /// <summary>Seconds (engineering default).</summary>
    public const double TimeConstantSeconds = 0.7;

    /// <summary>A break after which nothing of the past is kept, milliseconds (engineering default, about three time constants).</summary>
    public const long ForgetAfterMs = 2000;

    private readonly float[] state = new float[FerCare.Affect.Emotions.Count];
    private long? lastMs;

    /// <summary>The smoothed probabilities at this sample, or null where the sample has none.</summary>
    public EmotionProbabilities? Next(EmotionSample sample) => Take(sample) ? new EmotionProbabilities(state) : null;

    /// <summary>The emotion that leads after smoothing at this sample, or null where the sample has none.</summary>
    public Emotion? NextTop(EmotionSample sample) => Take(sample) ? EmotionProbabilities.LeadingOf(state) : null;

    private bool Take(in EmotionSample sample)
    {
        if (sample.Emotions is not { } now) return false;
        var fresh = lastMs is null || sample.TimeMs - lastMs > ForgetAfterMs || sample.TimeMs < lastMs;
        var step = fresh ? 1 : (float)(1 - Math.Exp(-(sample.TimeMs - lastMs!.Value) / 1000.0 / timeConstantSeconds));
        var shares = now.InClassOrder;
        for (var i = 0; i < state.Length; i++) state[i] = Math.Clamp(state[i] + step * (shares[i] - state[i]), 0, 1);
        lastMs = sample.TimeMs;
        return true;
    }

    /// <summary>Forgets the past, as after a pause.</summary>
    public void Reset() => lastMs = null;

    /// <summary>A whole series smoothed; qualities and times stay.</summary>
    public static IReadOnlyList<EmotionSample> Of(IEnumerable<EmotionSample> samples)
    {
        var smoothing = new Smoothing();
        return [.. samples.Select(s => s with { Emotions = smoothing.Next(s) })];
    }
}
