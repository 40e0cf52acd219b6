using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>What was seen in one block of a session.</summary>
public sealed record SignalBlock(TimeSpanMs Span, SignalTally Tally);

/// <summary>
/// A session cut into blocks of 10 s (the last one takes the remainder) with the tally of each. The part in which the patient was
/// asked to look neutral is left out of every tally: it is a reference, not behaviour.
/// </summary>
public sealed class SignalBlocks
{
    private readonly SessionSeries series;
    private readonly SignalOptions options;
    private readonly SignalTally[] tallies;

    private SignalBlocks(SessionSeries series, SignalOptions options)
    {
        this.series = series;
        this.options = options;
        tallies = [.. Enumerable.Range(0, (int)Math.Max(1, series.DurationMs / options.BlockMs)).Select(_ => new SignalTally())];
        NeutralPitch = PitchInBaseline();
        Blinks = Blinks.Of(series.Frames, options);
    }

    /// <summary>The blocks in order of time.</summary>
    public IReadOnlyList<SignalBlock> Blocks => [.. tallies.Select((t, i) => new SignalBlock(
        new(i * options.BlockMs, i == tallies.Length - 1 ? Math.Max(series.DurationMs, i * options.BlockMs) : (i + 1) * options.BlockMs), t))];

    /// <summary>Median pitch of the session's neutral baseline, degrees; null where too little of it was usable.</summary>
    public double? NeutralPitch { get; }

    /// <summary>All blinks of the session.</summary>
    public Blinks Blinks { get; }

    /// <summary>Tallies a session.</summary>
    public static SignalBlocks Of(SessionSeries series, SignalOptions options)
    {
        var blocks = new SignalBlocks(series, options);
        blocks.TallyEmotions();
        blocks.TallyExpressivity();
        blocks.TallyHead();
        blocks.TallyEyes();
        return blocks;
    }

    private void Add(double timeMs, SignalKind kind, double sum, double weight)
    {
        if (series.Baseline is { } baseline && baseline.Contains((long)timeMs)) return;
        tallies[Math.Clamp((int)(timeMs / options.BlockMs), 0, tallies.Length - 1)].Add(kind, sum, weight);
    }

    private void TallyEmotions()
    {
        var held = HeldTime.Of([.. series.Emotions.Select(e => e.TimeMs)], series.Gaps, series.DurationMs);
        for (var i = 0; i < held.Length; i++)
        {
            var (time, quality, emotions) = series.Emotions[i];
            if (emotions is null || !quality.AllowsEmotions()) continue;
            var seconds = held[i] / 1000.0;
            var negative = emotions[Emotion.Angry] + emotions[Emotion.Disgust] + emotions[Emotion.Fear] + emotions[Emotion.Sad];
            Add(time, SignalKind.SmileRatio, emotions[Emotion.Happy] >= options.ShownFrom ? seconds : 0, seconds);
            Add(time, SignalKind.SadnessRatio, emotions[Emotion.Sad] >= options.ShownFrom ? seconds : 0, seconds);
            Add(time, SignalKind.NegativeAffectRatio, negative * seconds, (negative + emotions[Emotion.Happy]) * seconds);
            Add(time, SignalKind.FearAngerShare, (emotions[Emotion.Fear] + emotions[Emotion.Angry]) * seconds, seconds);
        }
    }

    private void TallyExpressivity()
    {
        long? lastMs = null;
        foreach (var frame in series.Frames)
        {
            if (frame.Displacement is not { } path || !frame.Quality.IsValid()) continue;
            // The first path after a break may reach across it, and how long it took is unknown.
            if (frame.TimeMs - lastMs is { } sinceMs && sinceMs > 0 && sinceMs <= HeldTime.LongestMs) Add(frame.TimeMs, SignalKind.Expressivity, path, sinceMs / 1000.0);
            lastMs = frame.TimeMs;
        }
    }

    private void TallyHead()
    {
        foreach (var (time, velocity) in HeadMotion.Velocities(series.Frames, options))
            Add(time, SignalKind.HeadVelocity, velocity * velocity * options.PoseStepMs / 1000, options.PoseStepMs / 1000);

        if (NeutralPitch is not { } neutral) return;
        var held = HeldTime.Of([.. series.Frames.Select(f => f.TimeMs)], series.Gaps, series.DurationMs);
        for (var i = 0; i < held.Length; i++)
        {
            if (PitchOf(series.Frames[i]) is not { } pitch) continue;
            var seconds = held[i] / 1000.0;
            Add(series.Frames[i].TimeMs, SignalKind.HeadDownShare, pitch <= neutral - options.HeadDownDegrees ? seconds : 0, seconds);
        }
    }

    private void TallyEyes()
    {
        var blink = 0;
        long? beforeMs = null;
        foreach (var frame in series.Frames)
        {
            if (!frame.Quality.IsValid() || frame.EyeAspectRatio is not { } ratio)
            {
                beforeMs = null;
                continue;
            }

            var sinceMs = frame.TimeMs - (beforeMs ?? frame.TimeMs);
            beforeMs = frame.TimeMs;
            if (sinceMs <= 0) continue;
            if (sinceMs <= options.LongestBlinkBreakMs) Add(frame.TimeMs, SignalKind.BlinkRate, 0, sinceMs / 60_000.0);
            while (blink < Blinks.Seen.Count && Blinks.Seen[blink].TimeMs + Blinks.Seen[blink].DurationMs < frame.TimeMs) blink++;
            var blinking = blink < Blinks.Seen.Count && frame.TimeMs >= Blinks.Seen[blink].TimeMs;
            if (!blinking && sinceMs <= HeldTime.LongestMs) Add(frame.TimeMs, SignalKind.EyeOpening, ratio * sinceMs / 1000.0, sinceMs / 1000.0);
        }

        foreach (var seen in Blinks.Seen)
        {
            Add(seen.TimeMs, SignalKind.BlinkRate, 1, 0);
            Add(seen.TimeMs, SignalKind.BlinkDuration, seen.DurationMs, 1);
        }
    }

    private double? PitchInBaseline()
    {
        if (series.Baseline is not { } baseline) return null;
        var inside = series.Frames.Where(f => baseline.Contains(f.TimeMs)).ToArray();
        var held = HeldTime.Of([.. inside.Select(f => f.TimeMs)], series.Gaps, baseline.ToMs);
        var usable = inside.Zip(held).Where(f => PitchOf(f.First) is not null).ToArray();
        return usable.Sum(f => f.Second) < options.MinimumBaselineSeconds * 1000 ? null : Stretches.Median([.. usable.Select(f => PitchOf(f.First)!.Value)]);
    }

    /// <summary>A head lowered beyond the limit for emotions is still a lowered head.</summary>
    private static double? PitchOf(FrameSample frame) =>
        (frame.Quality & ~(QualityIssue.EyesTooSmall | QualityIssue.TiltedAway)) == QualityIssue.None ? frame.Pose?.Pitch : null;
}
