namespace FerCare.Affect.Signals;

/// <summary>A value at a time.</summary>
internal readonly record struct Moment(long TimeMs, double Value);

/// <summary>Cuts a series where values are missing or the break is too long to follow.</summary>
internal static class Stretches
{
    /// <summary>The stretches of at least two values each; a single missing value ends a stretch.</summary>
    public static IEnumerable<List<TMoment>> Runs<TValue, TMoment>(IReadOnlyList<FrameSample> frames, Func<FrameSample, TValue?> value, Func<TValue, long, TMoment> at, long longestBreakMs)
        where TValue : struct
    {
        var run = new List<TMoment>();
        var lastMs = long.MinValue / 2;
        foreach (var frame in frames)
        {
            var found = value(frame);
            if (found is null || frame.TimeMs - lastMs > longestBreakMs)
            {
                if (run.Count > 1) yield return run;
                if (run.Count > 0) run = [];
            }

            if (found is not { } here) continue;
            if (run.Count > 0 && frame.TimeMs == lastMs) continue;
            run.Add(at(here, frame.TimeMs));
            lastMs = frame.TimeMs;
        }

        if (run.Count > 1) yield return run;
    }

    /// <summary>The stretches of eye aspect ratios in valid frames with both eyes.</summary>
    public static List<List<Moment>> OfEyes(IReadOnlyList<FrameSample> frames, long longestBreakMs) =>
        [.. Runs(frames, f => f.Quality.IsValid() ? f.EyeAspectRatio : null, (v, t) => new Moment(t, v), longestBreakMs)];

    /// <summary>The middle value; the mean of the two middle ones where the count is even.</summary>
    public static double Median(double[] values)
    {
        if (values.Length == 0) throw new ArgumentException("Expected at least one value for a median, found none.", nameof(values));
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return MedianOfSorted(sorted);
    }

    /// <summary>The median of values in ascending order.</summary>
    public static double MedianOfSorted(ReadOnlySpan<double> sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
