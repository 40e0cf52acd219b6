namespace FerCare.Affect.Timeline;

/// <summary>The recorded series of one session, in order of time.</summary>
public sealed record SessionSeries
{
    /// <param name="frames">One sample per frame.</param>
    /// <param name="emotions">One sample per classified frame.</param>
    /// <param name="gaps">Pauses and lost connections; overlapping ones are merged.</param>
    /// <param name="baseline">The part in which the patient was asked to look neutral, if there was one.</param>
    /// <param name="durationMs">Length of the session; the last sample extends it where it lies later.</param>
    /// <exception cref="ArgumentException">A series runs backwards, or a time is negative.</exception>
    public SessionSeries(IReadOnlyList<FrameSample> frames, IReadOnlyList<EmotionSample> emotions, IReadOnlyList<TimeSpanMs> gaps, TimeSpanMs? baseline, long durationMs)
    {
        if (durationMs < 0) throw new ArgumentException($"Expected a duration of 0 ms or more, found {durationMs} ms.", nameof(durationMs));
        Frames = frames;
        Emotions = emotions;
        Gaps = TimeSpanMs.Merge(gaps);
        Baseline = baseline;
        DurationMs = Math.Max(durationMs, Math.Max(LastTime(frames.Select(f => f.TimeMs), nameof(frames)), LastTime(emotions.Select(e => e.TimeMs), nameof(emotions))));
    }

    public IReadOnlyList<FrameSample> Frames { get; }
    public IReadOnlyList<EmotionSample> Emotions { get; }
    public IReadOnlyList<TimeSpanMs> Gaps { get; }
    public TimeSpanMs? Baseline { get; }
    public long DurationMs { get; }

    /// <summary>How many milliseconds of a span fell into gaps.</summary>
    public long GapMs(TimeSpanMs span) => Gaps.Sum(g => g.OverlapMs(span));

    private static long LastTime(IEnumerable<long> times, string name)
    {
        var last = 0L;
        foreach (var time in times)
        {
            if (time < last) throw new ArgumentException($"Expected times that never run backwards from 0 ms, found {time} ms after {last} ms.", name);
            last = time;
        }

        return last;
    }
}
