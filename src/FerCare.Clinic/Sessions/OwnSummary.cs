using FerCare.Affect;
using FerCare.Affect.Timeline;

namespace FerCare.Clinic.Sessions;

/// <summary>
/// What a patient may see of their own session, where the clinician allowed it when planning: how long was usable, the pauses, and how the
/// expressions were spread. Never an index, a finding or a comparison.
/// </summary>
/// <param name="Length">From the first frame to the end.</param>
/// <param name="Usable">Time in which the face could be read.</param>
/// <param name="Pauses">How often the patient paused.</param>
/// <param name="Paused">How long they paused altogether.</param>
/// <param name="Shares">Share of each expression in the usable time, largest first; null where too little was usable to say anything.</param>
public sealed record OwnSummary(TimeSpan Length, TimeSpan Usable, int Pauses, TimeSpan Paused, IReadOnlyList<(Emotion Expression, double Share)>? Shares)
{
    /// <summary>Usable time below which nothing is said of expressions; an engineering default, the length of a rest at the beginning.</summary>
    public static readonly TimeSpan LeastUsable = TimeSpan.FromSeconds(30);

    internal static OwnSummary Of(SessionSeries series, IReadOnlyList<SessionEventRow> events)
    {
        var usable = TimeSpan.FromSeconds(Coverage.Of(series).ValidSeconds);
        // The patient's own pauses alone: a lost connection or a hidden page is none of theirs.
        var pauses = SessionGaps.From(events.Where(e => e.Kind is SessionEventKind.Paused or SessionEventKind.Resumed), series.DurationMs);
        var mean = usable < LeastUsable ? null : EmotionBins.Of(series, 1, usableShare: 0).SingleOrDefault()?.Mean;
        return new(TimeSpan.FromMilliseconds(series.DurationMs), usable, pauses.Count, TimeSpan.FromMilliseconds(pauses.Sum(p => p.DurationMs)),
            mean is null ? null : [.. Emotions.All.Select(e => (e, (double)mean[e])).OrderByDescending(e => e.Item2)]);
    }
}
