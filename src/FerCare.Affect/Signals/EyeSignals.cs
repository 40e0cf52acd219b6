using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>What the eye aspect ratio says: opening, blinks and long closures.</summary>
internal static class EyeSignals
{
    public static void Tally(SessionSeries series, Blinks blinks, EyelidClosure closure, SignalOptions options, BlockTallies tallies)
    {
        var (blink, closed) = (0, 0);
        long? beforeMs = null;
        foreach (ref readonly var frame in series.FramesInOnePiece)
        {
            if (!frame.Quality.IsValid() || frame.EyeAspectRatio is not { } ratio)
            {
                beforeMs = null;
                continue;
            }

            var sinceMs = frame.TimeMs - (beforeMs ?? frame.TimeMs);
            beforeMs = frame.TimeMs;
            if (sinceMs <= 0) continue;
            if (tallies.At(frame.TimeMs) is not { } tally) continue;
            while (closed < closure.Closures.Count && closure.Closures[closed].ToMs < frame.TimeMs) closed++;
            if (sinceMs <= options.LongestBlinkBreakMs)
            {
                tally.Add(SignalKind.BlinkRate, 0, sinceMs / 60_000.0);
                tally.Add(SignalKind.BlinkCount, 0, sinceMs / 60_000.0);
                var shut = closed < closure.Closures.Count && frame.TimeMs > closure.Closures[closed].FromMs;
                if (closure.WithheldBecause is null) tally.Add(SignalKind.EyelidClosure, shut ? sinceMs / 1000.0 : 0, sinceMs / 1000.0);
            }

            while (blink < blinks.Seen.Count && blinks.Seen[blink].TimeMs + blinks.Seen[blink].DurationMs < frame.TimeMs) blink++;
            var blinking = blink < blinks.Seen.Count && frame.TimeMs >= blinks.Seen[blink].TimeMs;
            if (!blinking && sinceMs <= HeldTime.LongestMs) tally.Add(SignalKind.EyeOpening, ratio * sinceMs / 1000.0, sinceMs / 1000.0);
        }

        foreach (var seen in blinks.Seen)
        {
            tallies.Add(seen.TimeMs, SignalKind.BlinkRate, 1, 0);
            tallies.Add(seen.TimeMs, SignalKind.BlinkCount, 1, 0);
            tallies.Add(seen.TimeMs, SignalKind.BlinkDuration, seen.DurationMs, 1);
            // An interval that began where it does not count says nothing about what counts.
            if (seen.SinceLastMs is { } since && tallies.Counts(seen.TimeMs - since)) tallies.Add(seen.TimeMs, SignalKind.BlinkInterval, since / 1000, 1);
        }
    }
}
