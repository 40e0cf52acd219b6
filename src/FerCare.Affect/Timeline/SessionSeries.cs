using System.Runtime.InteropServices;
using FerCare.Affect.Signals;

namespace FerCare.Affect.Timeline;

/// <summary>
/// The recorded series of one session, in order of time: the one gate through which samples reach every figure. Time only runs
/// forward (<see cref="RecordedOrder"/>); a figure that no face can have is taken out of its frame; the frame stays.
/// </summary>
public sealed class SessionSeries
{
    /// <summary>No sample lies later than this, milliseconds: one day.</summary>
    public const long LongestMs = 24 * 60 * 60 * 1000;

    private Tallies? tallied;
    private long[]? frameHeldMs, emotionHeldMs;

    /// <param name="frames">One sample per frame.</param>
    /// <param name="emotions">One sample per classified frame.</param>
    /// <param name="gaps">Pauses and lost connections; overlapping ones are merged.</param>
    /// <param name="baseline">The part in which the patient was asked to look neutral and did to its end, if there was one.</param>
    /// <param name="durationMs">Length of the session; the last sample extends it where it lies later.</param>
    /// <param name="brokenOff">Attempts at such a part that came to no end; null for none.</param>
    /// <exception cref="ArgumentException">The duration is negative.</exception>
    public SessionSeries(IReadOnlyList<FrameSample> frames, IReadOnlyList<EmotionSample> emotions, IReadOnlyList<TimeSpanMs> gaps, TimeSpanMs? baseline, long durationMs,
        IReadOnlyList<TimeSpanMs>? brokenOff = null)
    {
        if (durationMs < 0) throw new ArgumentException($"Expected a duration of 0 ms or more, found {durationMs} ms.", nameof(durationMs));
        Frames = Plausible(RecordedOrder.Of(InOnePiece(frames), f => f.TimeMs));
        Emotions = RecordedOrder.Of(InOnePiece(emotions), e => e.TimeMs);
        LeftOut = frames.Count - Frames.Count + emotions.Count - Emotions.Count;
        Gaps = TimeSpanMs.Merge(gaps);
        Baseline = baseline;
        Neutral = TimeSpanMs.Merge(baseline is null ? brokenOff ?? [] : [.. brokenOff ?? [], baseline.Value]);
        DurationMs = Math.Max(durationMs, Math.Max(Frames.Count > 0 ? Frames[^1].TimeMs : 0, Emotions.Count > 0 ? Emotions[^1].TimeMs : 0));
    }

    public IReadOnlyList<FrameSample> Frames { get; }
    public IReadOnlyList<EmotionSample> Emotions { get; }
    public IReadOnlyList<TimeSpanMs> Gaps { get; }
    public TimeSpanMs? Baseline { get; }

    /// <summary>Wherever the patient was asked to look neutral, the baseline and what was broken off before it, in order: a reference, and no behaviour.</summary>
    public IReadOnlyList<TimeSpanMs> Neutral { get; }
    public long DurationMs { get; }

    /// <summary>Samples of both series that were left out: doubles, and those of a clock that jumped.</summary>
    public int LeftOut { get; }

    /// <summary>How many milliseconds of a span fell into gaps.</summary>
    public long GapMs(TimeSpanMs span) => Gaps.Sum(g => g.OverlapMs(span));

    /// <summary>The frames without a copy: a long session has 90 000 of them, and they are looked through a dozen times.</summary>
    internal ReadOnlySpan<FrameSample> FramesInOnePiece => SpanOf(Frames);

    /// <summary>The classified samples without a copy.</summary>
    internal ReadOnlySpan<EmotionSample> EmotionsInOnePiece => SpanOf(Emotions);

    /// <summary>How long each frame speaks, milliseconds.</summary>
    internal long[] FrameHeldMs => frameHeldMs ??= HeldTime.Of(TimesOf(FramesInOnePiece, (in FrameSample f) => f.TimeMs), Gaps, DurationMs);

    /// <summary>How long each classified sample speaks, milliseconds.</summary>
    internal long[] EmotionHeldMs => emotionHeldMs ??= HeldTime.Of(TimesOf(EmotionsInOnePiece, (in EmotionSample e) => e.TimeMs), Gaps, DurationMs);

    /// <summary>The tallies by some options, kept because signals, uncertainty and evidence all need them.</summary>
    internal SignalBlocks TalliedBy(SignalOptions options)
    {
        if (tallied is { } known && known.Options == options) return known.Blocks;
        tallied = known = new(options, SignalBlocks.Tally(this, options));
        return known.Blocks;
    }

    private static IReadOnlyList<T> InOnePiece<T>(IReadOnlyList<T> samples) => samples is T[] or List<T> ? samples : samples.ToArray();

    private static ReadOnlySpan<T> SpanOf<T>(IReadOnlyList<T> samples) => samples is T[] array ? array : CollectionsMarshal.AsSpan((List<T>)samples);

    private static long[] TimesOf<T>(ReadOnlySpan<T> samples, TimeOf<T> time)
    {
        var times = new long[samples.Length];
        for (var i = 0; i < times.Length; i++) times[i] = time(in samples[i]);
        return times;
    }

    private delegate long TimeOf<T>(in T sample);

    /// <summary>An eye is not taller than wide, and a path is not negative.</summary>
    private static IReadOnlyList<FrameSample> Plausible(IReadOnlyList<FrameSample> frames)
    {
        FrameSample[]? mended = null;
        var found = SpanOf(frames);
        for (var i = 0; i < found.Length; i++)
        {
            ref readonly var frame = ref found[i];
            if (frame.LeftEye is null or (>= 0 and <= 1) && frame.RightEye is null or (>= 0 and <= 1) && frame.Displacement is null or (>= 0 and < double.PositiveInfinity)) continue;
            mended ??= [.. frames];
            mended[i] = frame with
            {
                LeftEye = frame.LeftEye is >= 0 and <= 1 ? frame.LeftEye : null,
                RightEye = frame.RightEye is >= 0 and <= 1 ? frame.RightEye : null,
                Displacement = frame.Displacement is >= 0 and < double.PositiveInfinity ? frame.Displacement : null,
            };
        }

        return mended ?? frames;
    }

    private sealed record Tallies(SignalOptions Options, SignalBlocks Blocks);
}
