namespace FerCare.Affect.Signals;

/// <summary>The eye aspect ratios of all valid frames with both eyes, and where a frame without one lies between two of them.</summary>
internal sealed class EyeRatios
{
    private readonly Moment[] moments;
    private readonly int[] afterMissing; // Numbers of the moments before which a value is missing, in order.

    private EyeRatios(Moment[] moments, int[] afterMissing) => (this.moments, this.afterMissing) = (moments, afterMissing);

    public static EyeRatios Of(ReadOnlySpan<FrameSample> frames)
    {
        var moments = new Moment[frames.Length];
        var breaks = new List<int>();
        var (count, missing) = (0, false);
        foreach (ref readonly var frame in frames)
        {
            if (!frame.Quality.IsValid() || frame.EyeAspectRatio is not { } ratio || !double.IsFinite(ratio))
            {
                missing = true;
                continue;
            }

            if (missing) breaks.Add(count);
            else if (count > 0 && frame.TimeMs == moments[count - 1].TimeMs) continue;
            moments[count++] = new(frame.TimeMs, ratio);
            missing = false;
        }

        Array.Resize(ref moments, count);
        return new(moments, [.. breaks]);
    }

    /// <summary>The stretches of at least two ratios that follow each other within some time, milliseconds; a single missing one ends a stretch.</summary>
    public List<ArraySegment<Moment>> Stretches(long longestBreakMs)
    {
        var found = new List<ArraySegment<Moment>>();
        var (start, next) = (0, 0);
        for (var i = 1; i <= moments.Length; i++)
        {
            while (next < afterMissing.Length && afterMissing[next] < i) next++;
            var goesOn = i < moments.Length && moments[i].TimeMs - moments[i - 1].TimeMs <= longestBreakMs && (next == afterMissing.Length || afterMissing[next] != i);
            if (goesOn) continue;
            if (i - start > 1) found.Add(new(moments, start, i - start));
            start = i;
        }

        return found;
    }
}
