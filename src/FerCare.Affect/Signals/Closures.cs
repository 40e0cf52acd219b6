namespace FerCare.Affect.Signals;

/// <summary>A stretch of time under some eye aspect ratio, interpolated between frames, and the lowest ratio seen in it.</summary>
internal readonly record struct Closure(double FromMs, double ToMs, double Lowest)
{
    public double DurationMs => ToMs - FromMs;
}

/// <summary>Where the eye aspect ratio stays under a threshold.</summary>
internal static class Closures
{
    /// <summary>
    /// The closures of one stretch, in order; openings up to <paramref name="flickerMs"/> do not end one. Those whose beginning or end
    /// was not seen are left out, or reach to the stretch's own begin or end where <paramref name="openEnded"/>.
    /// </summary>
    public static List<Closure> Under(ReadOnlySpan<Moment> stretch, double threshold, double flickerMs, bool openEnded = false)
    {
        var found = new List<Closure>();
        double? since = openEnded && stretch[0].Value < threshold ? stretch[0].TimeMs : null;
        var lowest = stretch[0].Value;
        for (var i = 1; i < stretch.Length; i++)
        {
            var (before, now) = (stretch[i - 1], stretch[i]);
            if (now.Value < threshold)
            {
                if (before.Value >= threshold) (since, lowest) = (Crossing(before, now, threshold), now.Value);
                lowest = Math.Min(lowest, now.Value);
            }
            else if (before.Value < threshold && since is { } from)
            {
                Join(found, new(from, Crossing(before, now, threshold), lowest), flickerMs);
                since = null;
            }
        }

        if (openEnded && since is { } start) Join(found, new(start, stretch[^1].TimeMs, lowest), flickerMs);
        return found;
    }

    private static void Join(List<Closure> found, Closure next, double flickerMs)
    {
        if (found.Count > 0 && next.FromMs - found[^1].ToMs <= flickerMs) found[^1] = new(found[^1].FromMs, next.ToMs, Math.Min(found[^1].Lowest, next.Lowest));
        else found.Add(next);
    }

    private static double Crossing(Moment before, Moment now, double threshold) =>
        before.TimeMs + (now.TimeMs - before.TimeMs) * (threshold - before.Value) / (now.Value - before.Value);
}
