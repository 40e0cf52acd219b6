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
public readonly record struct ContextChange(long TimeMs, SegmentContext Context);

/// <summary>A part of a session in which the patient did one thing.</summary>
public readonly record struct ContextSegment(SegmentContext Context, TimeSpanMs Span)
{
    /// <summary>
    /// The segments between changes: each lasts until the next change or the end of the session; of two changes at one moment the later in the
    /// list holds; changes outside the session are passed over, and time before the first belongs to no segment.
    /// </summary>
    public static IReadOnlyList<ContextSegment> FromChanges(IEnumerable<ContextChange> changes, long durationMs)
    {
        var inOrder = changes.Where(m => m.TimeMs >= 0 && m.TimeMs < durationMs).OrderBy(m => m.TimeMs).ToArray();
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

    /// <summary>
    /// Where one context holds, in order and without overlaps. Where the patient was asked to look neutral counts for
    /// <see cref="SegmentContext.Baseline"/> alone.
    /// </summary>
    public static IReadOnlyList<TimeSpanMs> SpansOf(SegmentContext context, IEnumerable<ContextSegment> segments, IReadOnlyList<TimeSpanMs> neutral) =>
        TimeSpanMs.Merge(segments.Where(s => s.Context == context).SelectMany(s => context == SegmentContext.Baseline ? [s.Span] : s.Span.Without(neutral)));
}

/// <summary>The signals of everything a session holds of one context.</summary>
/// <param name="Spans">Where it lies, in order and without overlaps.</param>
/// <param name="Signals">As for a session, with the coverage of these spans; open eyes, closed eyes and neutral head are taken from the whole session.</param>
public sealed record SegmentSignals(SegmentContext Context, IReadOnlyList<TimeSpanMs> Spans, SessionSignals Signals)
{
    /// <summary>
    /// One entry for each context that occurs, in the order of <see cref="SegmentContext"/>. Where the patient was asked to look
    /// neutral counts for <see cref="SegmentContext.Baseline"/> alone.
    /// </summary>
    public static IReadOnlyList<SegmentSignals> Of(SessionSeries series, IReadOnlyList<ContextSegment> segments, SignalOptions options) =>
        [.. segments.Select(s => s.Context).Distinct().Order()
            .Select(context => (Context: context, Spans: ContextSegment.SpansOf(context, segments, series.Neutral)))
            .Where(s => s.Spans.Count > 0)
            .Select(s => new SegmentSignals(s.Context, s.Spans, SessionSignals.Of(series, s.Spans, options)))];
}

/// <summary>How contexts are named for people, and what is usual in them.</summary>
public static class SegmentContexts
{
    /// <summary>Where the blink rates of <see cref="UsualBlinkRate"/> were reported.</summary>
    public const string BlinkRateSource = "Bentivoglio et al. 1997";

    /// <summary>Blinks per minute of healthy adults in this context, the mean (Bentivoglio et al. 1997); null where none was reported.</summary>
    public static double? UsualBlinkRate(this SegmentContext context) => context switch
    {
        SegmentContext.Rest => 17,
        SegmentContext.Conversation => 26,
        SegmentContext.Reading => 4.5,
        _ => null,
    };

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
