using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Findings;

/// <summary>The signals of a session as a whole and of what the patient did in it.</summary>
/// <param name="Whole">All of it but where the patient was asked to look neutral.</param>
/// <param name="Own">What the session was planned for.</param>
/// <param name="Parts">One entry for each context that occurs, the neutral part first.</param>
/// <param name="Counted">Where the session's own context holds, which is what its findings rest on; null where that is the whole session.</param>
public sealed record PartsOfSession(SegmentContext Own, SessionSignals Whole, IReadOnlyList<SegmentSignals> Parts, IReadOnlyList<TimeSpanMs>? Counted)
{
    /// <summary>Rest, conversation, reading, and the neutral part last.</summary>
    public IReadOnlyList<SegmentSignals> InReadingOrder => [.. Parts.OrderBy(p => p.Context == SegmentContext.Baseline)];

    /// <summary>Works all of it out from the stored samples.</summary>
    /// <param name="own">The session's own context, which holds before the first mark.</param>
    public static PartsOfSession Of(SessionSeries series, SessionContext own, IReadOnlyList<ContextMarkRow> marks, SignalOptions options)
    {
        var segments = Segments(own, marks, series.DurationMs);
        if (series.Baseline is { } neutral) segments = [.. segments, new(SegmentContext.Baseline, neutral)];
        return new(own.Segment(), SessionSignals.Of(series, options), SegmentSignals.Of(series, segments, options), CountedFor(own, marks, series.Neutral));
    }

    /// <summary>
    /// Where the session's own context holds: like is compared with like, so what else was done in it counts neither in its findings nor in
    /// the patient's baseline. Null where nothing else was marked. The last part is open: it ends where no session lasts.
    /// </summary>
    /// <param name="neutral">Where the patient was asked to look neutral.</param>
    internal static IReadOnlyList<TimeSpanMs>? CountedFor(SessionContext own, IReadOnlyList<ContextMarkRow> marks, IReadOnlyList<TimeSpanMs> neutral) =>
        marks.All(m => m.Context == own) ? null : ContextSegment.SpansOf(own.Segment(), Segments(own, marks, SessionSeries.LongestMs), neutral);

    private static IReadOnlyList<ContextSegment> Segments(SessionContext own, IReadOnlyList<ContextMarkRow> marks, long durationMs) =>
        ContextSegment.FromChanges([new(0, own.Segment()), .. marks.Select(m => new ContextChange(m.TimeMs, m.Context.Segment()))], durationMs);
}
