namespace FerCare.Affect.Timeline;

/// <summary>
/// How long each sample of a series speaks: until the next one, but never longer than a limit and never into a gap.
/// Time-weighted figures agree between frame rates, which plain means over samples do not.
/// </summary>
public static class HeldTime
{
    /// <summary>A sample speaks for at most this long, milliseconds (engineering default: the network runs at 5-10 per second, half of that under load).</summary>
    public const long LongestMs = 500;

    /// <summary>Milliseconds for each of the times, which must be in order.</summary>
    public static long[] Of(IReadOnlyList<long> timesMs, IReadOnlyList<TimeSpanMs> mergedGaps, long endMs, long longestMs = LongestMs)
    {
        var held = new long[timesMs.Count];
        var gap = 0;
        for (var i = 0; i < held.Length; i++)
        {
            var from = timesMs[i];
            var to = Math.Min(from + longestMs, i + 1 < held.Length ? timesMs[i + 1] : Math.Max(from, endMs));
            while (gap < mergedGaps.Count && mergedGaps[gap].ToMs <= from) gap++;
            if (gap < mergedGaps.Count) to = Math.Min(to, Math.Max(from, mergedGaps[gap].FromMs));
            held[i] = to - from;
        }

        return held;
    }
}
