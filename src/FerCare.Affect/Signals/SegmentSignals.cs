using System.Text.Json.Serialization;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>What the patient did in a part of a session; only like is compared with like (Bentivoglio 1997). Stored by name: never rename.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SegmentContext>))]
public enum SegmentContext
{
    /// <summary>Asked to look neutral.</summary>
    Baseline,
    Rest,
    Conversation,
    Reading,
}

/// <summary>From this moment on the patient did something else, milliseconds since the session's first frame.</summary>
public readonly record struct ContextMark(long TimeMs, SegmentContext Context);

/// <summary>A part of a session in which the patient did one thing.</summary>
public readonly record struct ContextSegment(SegmentContext Context, TimeSpanMs Span)
{
    /// <summary>
    /// The segments between marks: each lasts until the next mark or the end of the session; of two marks at one moment the later in the list
    /// holds; marks outside the session are passed over, and time before the first belongs to no segment.
    /// </summary>
    public static IReadOnlyList<ContextSegment> FromMarks(IEnumerable<ContextMark> marks, long durationMs)
    {
        var inOrder = marks.Where(m => m.TimeMs >= 0 && m.TimeMs < durationMs).OrderBy(m => m.TimeMs).ToArray();
        var segments = new List<ContextSegment>();
        for (var i = 0; i < inOrder.Length; i++)
        {
            var span = new TimeSpanMs(inOrder[i].TimeMs, i + 1 < inOrder.Length ? inOrder[i + 1].TimeMs : durationMs);
            if (span.DurationMs == 0) continue;
            if (segments.Count > 0 && segments[^1].Context == inOrder[i].Context && segments[^1].Span.ToMs == span.FromMs)
                segments[^1] = new(inOrder[i].Context, new(segments[^1].Span.FromMs, span.ToMs));
            else segments.Add(new(inOrder[i].Context, span));
        }

        return segments;
    }
}

/// <summary>The signals of everything a session holds of one context.</summary>
/// <param name="Spans">Where it lies, in order and without overlaps.</param>
/// <param name="Signals">As for a session, with the coverage of these spans; open eyes, closed eyes and neutral head are taken from the whole session.</param>
public sealed record SegmentSignals(SegmentContext Context, IReadOnlyList<TimeSpanMs> Spans, SessionSignals Signals)
{
    /// <summary>
    /// One entry for each context that occurs, in the order of <see cref="SegmentContext"/>. The part in which the patient was asked to look
    /// neutral counts for <see cref="SegmentContext.Baseline"/> alone.
    /// </summary>
    public static IReadOnlyList<SegmentSignals> Of(SessionSeries series, IReadOnlyList<ContextSegment> segments, SignalOptions options) =>
        [.. segments.GroupBy(s => s.Context).OrderBy(g => g.Key)
            .Select(g => (g.Key, Spans: TimeSpanMs.Merge(g.SelectMany(s => g.Key == SegmentContext.Baseline ? [s.Span] : Without(s.Span, series.Baseline)))))
            .Where(g => g.Spans.Count > 0)
            .Select(g => new SegmentSignals(g.Key, g.Spans,
                SessionSignals.Of(SignalBlocks.Of(series, options).Within(g.Spans), Coverage.Of(series, g.Spans), options)))];

    private static TimeSpanMs[] Without(TimeSpanMs span, TimeSpanMs? neutral) => neutral is not { } cut || span.OverlapMs(cut) == 0 ? [span] :
    [
        new(span.FromMs, Math.Max(span.FromMs, cut.FromMs)),
        new(Math.Min(span.ToMs, cut.ToMs), span.ToMs),
    ];
}

/// <summary>How contexts are named for people.</summary>
public static class SegmentContexts
{
    /// <summary>A short English name.</summary>
    public static string Title(this SegmentContext context) => context switch
    {
        SegmentContext.Baseline => "Neutral baseline",
        SegmentContext.Rest => "Rest",
        SegmentContext.Conversation => "Conversation",
        SegmentContext.Reading => "Reading",
        _ => throw new ArgumentOutOfRangeException(nameof(context), context, "Expected a known context."),
    };
}
