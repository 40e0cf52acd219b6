using System.Text.Json.Serialization;

namespace FerCare.Affect.Timeline;

/// <summary>A part of a session from <see cref="FromMs"/> up to but not including <see cref="ToMs"/>, milliseconds since its first frame.</summary>
public readonly record struct TimeSpanMs
{
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    [JsonConstructor]
    public TimeSpanMs(long fromMs, long toMs)
    {
        if (toMs < fromMs) throw new ArgumentException($"Expected a span that ends at or after its start {fromMs} ms, found the end {toMs} ms.", nameof(toMs));
        FromMs = fromMs;
        ToMs = toMs;
    }

    public long FromMs { get; }
    public long ToMs { get; }

    /// <summary>Length in milliseconds.</summary>
    public long DurationMs => ToMs - FromMs;

    /// <summary>Whether a moment lies inside.</summary>
    public bool Contains(long timeMs) => timeMs >= FromMs && timeMs < ToMs;

    /// <summary>How many milliseconds two spans share.</summary>
    public long OverlapMs(TimeSpanMs other) => Math.Max(0, Math.Min(ToMs, other.ToMs) - Math.Max(FromMs, other.FromMs));

    /// <summary>What is left of it beside other spans, in order; empty where they cover all of it.</summary>
    public IReadOnlyList<TimeSpanMs> Without(IEnumerable<TimeSpanMs> others)
    {
        var left = new List<TimeSpanMs>();
        var from = FromMs;
        foreach (var other in Merge(others))
        {
            if (OverlapMs(other) == 0) continue;
            if (other.FromMs > from) left.Add(new(from, other.FromMs));
            from = other.ToMs;
        }

        if (from < ToMs) left.Add(new(from, ToMs));
        return left;
    }

    /// <summary>The same stretches of time without overlaps, in order; empty ones are left out.</summary>
    public static IReadOnlyList<TimeSpanMs> Merge(IEnumerable<TimeSpanMs> spans)
    {
        var merged = new List<TimeSpanMs>();
        foreach (var span in spans.Where(s => s.DurationMs > 0).OrderBy(s => s.FromMs))
        {
            if (merged.Count > 0 && span.FromMs <= merged[^1].ToMs) merged[^1] = new(merged[^1].FromMs, Math.Max(merged[^1].ToMs, span.ToMs));
            else merged.Add(span);
        }

        return merged;
    }
}
