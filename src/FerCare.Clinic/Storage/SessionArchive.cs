using FerCare.Affect.Timeline;
using FerCare.Clinic.Access;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Storage;

/// <summary>A session's timeline for a chart.</summary>
/// <param name="WidthMs">Width of each part but the last, milliseconds.</param>
/// <param name="Bins">The parts in order; none for a session without samples.</param>
public sealed record SessionTier(long WidthMs, IReadOnlyList<EmotionBin> Bins);

/// <summary>Reads what the journal stored. A look at a session is recorded by the page that shows it.</summary>
public sealed class SessionArchive(IDbContextFactory<ClinicContext> contexts, ClinicDatabase database)
{
    /// <summary>Most parts a chart may ask for.</summary>
    public const int MostPoints = 2_000;

    private static readonly TimeSpanMs whole = new(0, SessionSeries.LongestMs);

    /// <summary>Width of the parts in the finest stored tier, milliseconds.</summary>
    public static long FinestWidthMs => RollUps.WidthsMs[0];

    /// <summary>Both series of a session with its gaps, as far as stored; null if there is none or it belongs to another team.</summary>
    public Task<SessionSeries?> SeriesAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        await context.SessionsOf(scope).SingleOrDefaultAsync(s => s.PublicId == publicId, cancel) is { } session ? await ReadAsync(context, session, cancel) : null, cancel);

    /// <summary>
    /// The timeline in the finest tier that gives no more than <paramref name="maxPoints"/> parts: the stored roll-ups of 1 s or 10 s,
    /// several of those put together where they are too many; from the samples while the session is not over. Null if there is no such session or it belongs to another team.
    /// </summary>
    public Task<SessionTier?> TiersAsync(CareScope scope, Guid publicId, int maxPoints = MostPoints, CancellationToken cancel = default) =>
        TiersAsync(scope, publicId, whole, maxPoints, cancel);

    /// <summary>
    /// The parts that touch a span of a session, in the finest tier that gives no more than <paramref name="maxPoints"/> of them: what a chart
    /// shows that was zoomed in. Null if there is no such session or it belongs to another team.
    /// </summary>
    public Task<SessionTier?> TiersAsync(CareScope scope, Guid publicId, TimeSpanMs within, int maxPoints = MostPoints, CancellationToken cancel = default)
    {
        if (maxPoints is < 1 or > MostPoints) throw new ArgumentOutOfRangeException(nameof(maxPoints), maxPoints, $"Points of a chart: expected 1 to {MostPoints}.");
        return contexts.UseAsync(async context =>
        {
            if (await context.SessionsOf(scope).SingleOrDefaultAsync(s => s.PublicId == publicId, cancel) is not { } session) return null;
            using var connection = database.Open();
            foreach (var width in RollUps.WidthsMs)
                if (RollUps.Count(connection, session.Id, width, within) is var count and > 0 && count <= maxPoints)
                    return new SessionTier(width, RollUps.Read(connection, session.Id, width, within));
            // Reading the samples of a long session takes ten times as long as all the rest of its review.
            if (RollUps.Read(connection, session.Id, RollUps.WidthsMs[^1], within) is { Count: > 0 } widest)
            {
                var each = (widest.Count + maxPoints - 1) / maxPoints;
                return new SessionTier(RollUps.WidthsMs[^1] * each, EmotionBins.Joined(widest, each));
            }

            // Nothing stored is no timeline; cutting up nothing would look as if nobody had been seen.
            return session.SamplesErasedAt is not null ? new SessionTier(0, []) : FromSamples(await ReadAsync(context, session, cancel), within, maxPoints);
        }, cancel);
    }

    /// <summary>
    /// A session's summary for its own patient, whose access the caller has checked; null unless the session has ended in the ordinary way, the
    /// clinician allowed it, and what was measured is still there.
    /// </summary>
    public Task<OwnSummary?> OwnSummaryAsync(long sessionId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var session = await context.Sessions.AsNoTracking().SingleOrDefaultAsync(
            s => s.Id == sessionId && s.ShowsSummary && s.State == SessionState.Ended && s.SamplesErasedAt == null, cancel);
        if (session is null) return null;
        var events = await EventsAsync(context, session, cancel);
        return OwnSummary.Of(Read(session, events), events);
    }, cancel);

    /// <summary>Writes the roll-ups of a session anew and returns its series, on behalf of the program itself.</summary>
    internal async Task<SessionSeries> RollUpAsync(ClinicContext context, MonitoringSession session, CancellationToken cancel)
    {
        var series = await ReadAsync(context, session, cancel);
        using var connection = database.Open();
        RollUps.Write(connection, session.Id, series);
        return series;
    }

    private async Task<SessionSeries> ReadAsync(ClinicContext context, MonitoringSession session, CancellationToken cancel) => Read(session, await EventsAsync(context, session, cancel));

    private static Task<List<SessionEventRow>> EventsAsync(ClinicContext context, MonitoringSession session, CancellationToken cancel) =>
        context.SessionEvents.AsNoTracking().Where(e => e.SessionId == session.Id).OrderBy(e => e.Id).Select(e => new SessionEventRow(e.TimeMs, e.At, e.Kind)).ToListAsync(cancel);

    private SessionSeries Read(MonitoringSession session, List<SessionEventRow> events)
    {
        using var connection = database.Open();
        var frames = SeriesReader.Frames(connection, session.Id);
        var emotions = SeriesReader.Emotions(connection, session.Id);
        var lastEvent = events.Select(e => e.TimeMs).DefaultIfEmpty().Max();
        var lastSample = Math.Max(frames.Count > 0 ? frames[^1].TimeMs : 0, emotions.Count > 0 ? emotions[^1].TimeMs : 0);
        var duration = Math.Max(session.State == SessionState.Withdrawn ? WithdrawnAt(events) : lastEvent, lastSample);
        TimeSpanMs? baseline = session is { BaselineFromMs: { } from, BaselineToMs: { } to } ? new TimeSpanMs(from, to) : null;
        return new SessionSeries(frames, emotions, SessionGaps.From(events, duration), baseline, duration, NeutralAttempts.From(events, baseline));
    }

    // A consent taken back weeks later does not make the session weeks long.
    private static long WithdrawnAt(List<SessionEventRow> events) =>
        (events.FirstOrDefault(e => e.Kind is SessionEventKind.Ended or SessionEventKind.Withdrawn) ?? events.LastOrDefault())?.TimeMs ?? 0;

    private static SessionTier FromSamples(SessionSeries series, TimeSpanMs within, int maxPoints)
    {
        var shown = within.OverlapMs(new TimeSpanMs(0, series.DurationMs));
        // A span that does not begin with a part touches one more.
        var most = shown == series.DurationMs ? maxPoints : Math.Max(1, maxPoints - 1);
        var width = RollUps.WidthsMs.Append((shown + most - 1) / most).First(w => shown <= w * most);
        return new SessionTier(width, width == 0 ? [] : [.. EmotionBins.OfWidth(series, width).Where(b => b.Span.OverlapMs(within) > 0)]);
    }
}
