using FerCare.Affect.Timeline;
using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;

namespace FerCare.Web.Reviews;

/// <summary>A session over time, as chart and table show it.</summary>
/// <param name="Tier">The finest tier of the whole session that a chart can bear; null or empty where nothing is stored.</param>
/// <param name="Coarse">The same in 200 parts at most, for the table.</param>
/// <param name="DurationMs">Its length, also where its samples are erased.</param>
public sealed record SessionTimeline(
    SessionTier? Tier, SessionTier? Coarse, long DurationMs, IReadOnlyList<TimeSpanMs> Gaps, TimeSpanMs? Baseline, IReadOnlyList<ContextSpan> Contexts)
{
    public static SessionTimeline Empty { get; } = new(null, null, 0, [], null, []);

    /// <summary>There is something to draw.</summary>
    public bool IsDrawn => Tier is { Bins.Count: > 0 };
}

/// <summary>Reads what a session's timeline consists of. A look at a session is recorded by the page that shows it.</summary>
public sealed class SessionTimelines(SessionArchive archive, SessionSchedule schedule, ContextMarks marks)
{
    /// <summary>Most rows of a timeline as a table.</summary>
    public const int TableRows = 200;

    /// <summary>The timeline of a session that the person may see; empty if it belongs to another team.</summary>
    public async Task<SessionTimeline> ForSessionAsync(CareScope scope, SessionRow session, CancellationToken cancel = default)
    {
        // Without what was measured there is no timeline, not one that looks as if nobody had been there.
        var measured = session.SamplesErasedBecause != ErasedBecause.Withdrawn;
        var tier = measured ? await archive.TiersAsync(scope, session.PublicId, SessionArchive.MostPoints, cancel) : null;
        var coarse = tier is null || tier.Bins.Count <= TableRows ? tier : await archive.TiersAsync(scope, session.PublicId, TableRows, cancel);
        var events = await schedule.EventsAsync(scope, session.PublicId, cancel);
        var duration = tier?.Bins.LastOrDefault()?.Span.ToMs ?? (measured ? 0 : events.Max(e => (long?)e.TimeMs) ?? 0);
        return new(tier, coarse, duration, SessionGaps.From(events, duration),
            session is { BaselineFromMs: { } from, BaselineToMs: { } to } ? new TimeSpanMs(from, to) : null,
            TimelineSpans.Contexts(session.Context, await marks.ForSessionAsync(scope, session.PublicId, cancel), duration));
    }

    /// <summary>A stretch of a session in the finest tier that a chart can bear.</summary>
    public Task<SessionTier?> FinerAsync(CareScope scope, Guid publicId, TimeSpanMs within, CancellationToken cancel = default) =>
        archive.TiersAsync(scope, publicId, within, SessionArchive.MostPoints, cancel);
}
