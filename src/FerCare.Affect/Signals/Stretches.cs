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
        [.. Runs(frames, f => f.Quality.IsValid() && f.EyeAspectRatio is { } ratio && double.IsFinite(ratio) ? (double?)ratio : null, (v, t) => new Moment(t, v), longestBreakMs)];

    /// <summary>The middle value; the mean of the two middle ones where the count is even.</summary>
    public static double Median(double[] values)
    {
        if (values.Length == 0) throw new ArgumentException("Expected at least one value for a median, found none.", nameof(values));
        return MedianDisordering((double[])values.Clone());
    }

    /// <summary>The median of finite values, which are left in another order: a session has 90 000, and sorting them all would take most of an assessment.</summary>
    public static double MedianDisordering(Span<double> values)
    {
        var middle = values.Length / 2;
        var upper = Select(values, middle);
        if (values.Length % 2 == 1) return upper;
        var lower = values[0];
        foreach (var value in values[..middle]) lower = Math.Max(lower, value);
        return (lower + upper) / 2;
    }

    /// <summary>Puts the value of a rank in its place, no larger ones before it and no smaller ones behind (Hoare's selection), and returns it.</summary>
    private static double Select(Span<double> values, int rank)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[(low + high) / 2];
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (values[left] < pivot) left++;
                while (values[right] > pivot) right--;
                if (left > right) break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }

            if (rank <= right) high = right;
            else if (rank >= left) low = left;
            else break;
        }

        return values[rank];
    }
}
