using FerCare.Affect.Timeline;
using FerCare.Clinic.Storage;

namespace FerCare.Web.Reviews;

/// <summary>What a timeline in parts says about a session as a whole.</summary>
public static class TimelineSpans
{
    // A pause of half a second must show in parts of a second; rounding of stored shares must not.
    private const double LeastShare = 0.05;

    /// <summary>Pauses and lost connections, as far as the parts are fine enough to tell.</summary>
    public static IReadOnlyList<TimeSpanMs> Gaps(SessionTier? tier)
    {
        var gaps = new List<TimeSpanMs>();
        foreach (var bin in tier?.Bins ?? [])
        {
            if (bin.GapShare < LeastShare) continue;
            if (gaps.Count > 0 && gaps[^1].ToMs == bin.Span.FromMs) gaps[^1] = new TimeSpanMs(gaps[^1].FromMs, bin.Span.ToMs);
            else gaps.Add(bin.Span);
        }

        return gaps;
    }

    /// <summary>Valid share of the time that was observed; null where nothing was.</summary>
    public static double? Coverage(SessionTier? tier)
    {
        double valid = 0, observed = 0;
        foreach (var bin in tier?.Bins ?? [])
        {
            valid += bin.ValidShare * bin.Span.DurationMs;
            observed += (1 - bin.GapShare) * bin.Span.DurationMs;
        }

        return observed > 0 ? Math.Min(1, valid / observed) : null;
    }
}
