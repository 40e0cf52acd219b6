using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>What the classified frames and the movement of the landmarks say about expression.</summary>
internal static class ExpressionSignals
{
    public static void Tally(SessionSeries series, SignalOptions options, BlockTallies tallies)
    {
        var samples = series.EmotionsInOnePiece;
        var held = series.EmotionHeldMs;
        for (var i = 0; i < held.Length; i++)
        {
            var (time, quality, emotions) = samples[i];
            if (emotions is null || !quality.AllowsEmotions() || tallies.At(time) is not { } tally) continue;
            var seconds = held[i] / 1000.0;
            var negative = emotions[Emotion.Angry] + emotions[Emotion.Disgust] + emotions[Emotion.Fear] + emotions[Emotion.Sad];
            tally.Add(SignalKind.SmileRatio, emotions[Emotion.Happy] >= options.ShownFrom ? seconds : 0, seconds);
            tally.Add(SignalKind.SadnessRatio, emotions[Emotion.Sad] >= options.ShownFrom ? seconds : 0, seconds);
            tally.Add(SignalKind.NegativeAffectRatio, negative * seconds, (negative + emotions[Emotion.Happy]) * seconds);
            tally.Add(SignalKind.FearAngerShare, (emotions[Emotion.Fear] + emotions[Emotion.Angry]) * seconds, seconds);
            tally.Add(SignalKind.Valence, emotions.Valence * seconds, seconds);
            tally.Add(SignalKind.NonNeutralShare, (1 - emotions[Emotion.Neutral]) * seconds, seconds);
        }

        TallyLability(series, held, options, tallies);
        TallyLabels(series, held, tallies);
        TallyMovement(series, tallies);
    }

    /// <summary>Squared differences of the mean valence of neighbouring seconds, where both were usable for half of their length.</summary>
    private static void TallyLability(SessionSeries series, long[] held, SignalOptions options, BlockTallies tallies)
    {
        var (second, sum, ms) = (0L, 0.0, 0L);
        (long Second, double Mean)? before = null;
        void Close()
        {
            if (ms < options.MinimumUsableSecond * 1000) return;
            var mean = sum / ms;
            if (before is { } last && last.Second == second - 1) tallies.Add(second * 1000, SignalKind.ValenceLability, (mean - last.Mean) * (mean - last.Mean), 1);
            before = (second, mean);
        }

        var samples = series.EmotionsInOnePiece;
        for (var i = 0; i < held.Length; i++)
        {
            var (time, quality, emotions) = samples[i];
            if (emotions is null || !quality.AllowsEmotions()) continue;
            var valence = emotions.Valence;
            for (var (from, to) = (time, time + held[i]); from < to;)
            {
                if (from / 1000 != second)
                {
                    Close();
                    (second, sum, ms) = (from / 1000, 0, 0);
                }

                var part = Math.Min(to, (second + 1) * 1000) - from;
                sum += valence * part;
                ms += part;
                from += part;
            }
        }

        Close();
    }

    /// <summary>Changes of the emotion that would be named on screen: smoothed, with a dwell time. A face that comes back is no change.</summary>
    private static void TallyLabels(SessionSeries series, long[] held, BlockTallies tallies)
    {
        var smoothing = new Smoothing();
        var label = new ShownLabel();
        Emotion? before = null;
        var samples = series.EmotionsInOnePiece;
        for (var i = 0; i < held.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            var usable = sample.Emotions is not null && sample.Quality.AllowsEmotions();
            var now = label.NextLeading(sample.TimeMs, usable ? smoothing.NextTop(sample) : null);
            if (usable) tallies.Add(sample.TimeMs, SignalKind.LabelChangeRate, before is not null && now is not null && now != before ? 1 : 0, held[i] / 60_000.0);
            before = now;
        }
    }

    private static void TallyMovement(SessionSeries series, BlockTallies tallies)
    {
        long? lastMs = null;
        foreach (ref readonly var frame in series.FramesInOnePiece)
        {
            if (!frame.Quality.IsValid())
            {
                // What was moved meanwhile is not known, so the time must not count either.
                lastMs = null;
                continue;
            }

            if (frame.Displacement is not { } path) continue;
            // The first path after a break may reach across it, and how long it took is unknown.
            if (frame.TimeMs - lastMs is { } sinceMs && sinceMs > 0 && sinceMs <= HeldTime.LongestMs) tallies.Add(frame.TimeMs, SignalKind.Expressivity, path, sinceMs / 1000.0);
            lastMs = frame.TimeMs;
        }
    }
}
