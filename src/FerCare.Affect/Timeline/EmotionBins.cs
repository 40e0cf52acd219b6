namespace FerCare.Affect.Timeline;

/// <summary>One of several equal parts of a session.</summary>
/// <param name="Span">Where it lies.</param>
/// <param name="Mean">Time-weighted mean probabilities, null where less than the asked share of the part had usable emotions: draw a gap.</param>
/// <param name="ValidShare">Share of the part that was covered by valid frames, 0..1.</param>
/// <param name="GapShare">Share of the part that was paused or disconnected, 0..1.</param>
/// <param name="LeadingIssue">The issue (one bit) that spoiled most of its frames' time, or none.</param>
public sealed record EmotionBin(TimeSpanMs Span, EmotionProbabilities? Mean, double ValidShare, double GapShare, QualityIssue LeadingIssue);

/// <summary>Divides a session into equal parts of time, for charts, roll-ups and reports; gaps stay gaps.</summary>
public static class EmotionBins
{
    /// <summary>Usable share of a part from which a mean is given (engineering default).</summary>
    public const double UsableShare = 0.5;

    private static readonly QualityIssue[] issues = [.. Enum.GetValues<QualityIssue>().Where(i => i != QualityIssue.None)];

    /// <summary>A given number of parts over the whole session; none for a session without length.</summary>
    public static IReadOnlyList<EmotionBin> Of(SessionSeries series, int count, double usableShare = UsableShare)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), count, "Expected at least 1 bin.");
        return series.DurationMs == 0 ? [] : Cut(series, [.. Enumerable.Range(0, count + 1).Select(i => series.DurationMs * i / count)], usableShare);
    }

    /// <summary>Parts of a given width in milliseconds; the last may be shorter.</summary>
    public static IReadOnlyList<EmotionBin> OfWidth(SessionSeries series, long widthMs, double usableShare = UsableShare)
    {
        if (widthMs < 1) throw new ArgumentOutOfRangeException(nameof(widthMs), widthMs, "Expected a width of at least 1 ms.");
        var count = (int)((series.DurationMs + widthMs - 1) / widthMs);
        return count == 0 ? [] : Cut(series, [.. Enumerable.Range(0, count + 1).Select(i => Math.Min(series.DurationMs, i * widthMs))], usableShare);
    }

    /// <summary>
    /// Parts that follow one another put together, a given number at a time; the last may be shorter. The mean is that of the parts that have one,
    /// null where they make up less than the asked share of the whole.
    /// </summary>
    public static IReadOnlyList<EmotionBin> Joined(IReadOnlyList<EmotionBin> parts, int each, double usableShare = UsableShare)
    {
        if (each < 1) throw new ArgumentOutOfRangeException(nameof(each), each, "Expected at least 1 part at a time.");
        return [.. parts.Chunk(each).Select(joined => Join(joined, usableShare))];
    }

    private static EmotionBin Join(EmotionBin[] parts, double usableShare)
    {
        var span = new TimeSpanMs(parts[0].Span.FromMs, parts[^1].Span.ToMs);
        var length = Math.Max(1.0, span.DurationMs);
        var (sums, spoiled) = (new double[1, FerCare.Affect.Emotions.Count], new long[1, issues.Length]);
        var usable = 0L;
        foreach (var part in parts)
        {
            var ms = part.Span.DurationMs;
            var issue = Array.IndexOf(issues, part.LeadingIssue);
            if (issue >= 0) spoiled[0, issue] += (long)(ms * Math.Max(0, 1 - part.ValidShare - part.GapShare));
            if (part.Mean is not { } mean) continue;
            usable += ms;
            for (var e = 0; e < FerCare.Affect.Emotions.Count; e++) sums[0, e] += mean.InClassOrder[e] * ms;
        }

        return new EmotionBin(span, usable >= length * usableShare && usable > 0 ? Mean(sums, 0, usable) : null,
            parts.Sum(p => p.ValidShare * p.Span.DurationMs) / length, parts.Sum(p => p.GapShare * p.Span.DurationMs) / length, Leading(spoiled, 0));
    }

    private static EmotionBin[] Cut(SessionSeries series, long[] edges, double usableShare)
    {
        var sums = new double[edges.Length - 1, FerCare.Affect.Emotions.Count];
        var usable = new long[edges.Length - 1];
        Spread(series.Emotions, e => e.TimeMs, series.EmotionHeldMs, edges, (sample, bin, ms) =>
        {
            var (_, quality, emotions) = series.Emotions[sample];
            if (emotions is null || !quality.AllowsEmotions()) return;
            usable[bin] += ms;
            for (var e = 0; e < FerCare.Affect.Emotions.Count; e++) sums[bin, e] += emotions.InClassOrder[e] * ms;
        });

        var valid = new long[edges.Length - 1];
        var spoiled = new long[edges.Length - 1, issues.Length];
        Spread(series.Frames, f => f.TimeMs, series.FrameHeldMs, edges, (sample, bin, ms) =>
        {
            var quality = series.Frames[sample].Quality;
            if (quality.IsValid()) valid[bin] += ms;
            else for (var i = 0; i < issues.Length; i++) if (quality.HasFlag(issues[i])) spoiled[bin, i] += ms;
        });

        return [.. Enumerable.Range(0, edges.Length - 1).Select(bin =>
        {
            var span = new TimeSpanMs(edges[bin], edges[bin + 1]);
            var length = Math.Max(1.0, span.DurationMs);
            return new EmotionBin(span, usable[bin] >= length * usableShare && usable[bin] > 0 ? Mean(sums, bin, usable[bin]) : null,
                valid[bin] / length, series.GapMs(span) / length, Leading(spoiled, bin));
        })];
    }

    /// <summary>Hands out each sample's held time to the bins it touches.</summary>
    private static void Spread<T>(IReadOnlyList<T> samples, Func<T, long> time, long[] held, long[] edges, Action<int, int, long> add)
    {
        var bin = 0;
        for (var i = 0; i < held.Length; i++)
        {
            var from = time(samples[i]);
            var to = from + held[i];
            while (bin < edges.Length - 2 && edges[bin + 1] <= from) bin++;
            for (var b = bin; b < edges.Length - 1 && edges[b] < to; b++)
            {
                var ms = Math.Min(to, edges[b + 1]) - Math.Max(from, edges[b]);
                if (ms > 0) add(i, b, ms);
            }
        }
    }

    private static EmotionProbabilities Mean(double[,] sums, int bin, long usableMs)
    {
        Span<float> mean = stackalloc float[FerCare.Affect.Emotions.Count];
        for (var e = 0; e < mean.Length; e++) mean[e] = (float)Math.Clamp(sums[bin, e] / usableMs, 0, 1);
        return new EmotionProbabilities(mean);
    }

    private static QualityIssue Leading(long[,] spoiled, int bin)
    {
        var leading = QualityIssue.None;
        var most = 0L;
        for (var i = 0; i < issues.Length; i++) if (spoiled[bin, i] > most) (leading, most) = (issues[i], spoiled[bin, i]);
        return leading;
    }
}
