using FerCare.Affect;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;

namespace FerCare.Web.Reviews;

/// <summary>What the picture allowed in a part of a session.</summary>
public enum PictureQuality
{
    /// <summary>At least half of the time was read without any issue.</summary>
    Usable,

    /// <summary>A face was there, and something stood against using it.</summary>
    Low,
    NoFace,

    /// <summary>Nothing was sent: a pause, a hidden page, a lost connection.</summary>
    Gap,
}

/// <summary>A stretch of a session in which the patient did one thing.</summary>
public readonly record struct ContextSpan(SessionContext Context, TimeSpanMs Span);

/// <summary>What a timeline in parts says about a session as a whole.</summary>
public static class TimelineSpans
{
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

    /// <summary>What the picture allowed in one part.</summary>
    public static PictureQuality Picture(this EmotionBin bin)
    {
        if (bin.GapShare >= 0.5) return PictureQuality.Gap;
        if (bin.ValidShare >= EmotionBins.UsableShare * (1 - bin.GapShare)) return PictureQuality.Usable;
        return bin.LeadingIssue switch { QualityIssue.None => PictureQuality.Gap, QualityIssue.NoFace => PictureQuality.NoFace, _ => PictureQuality.Low };
    }

    /// <summary>The same for a whole timeline, neighbours of one kind in one stretch.</summary>
    public static IReadOnlyList<(TimeSpanMs Span, PictureQuality Picture)> Pictures(IReadOnlyList<EmotionBin> bins)
    {
        var stretches = new List<(TimeSpanMs Span, PictureQuality Picture)>();
        foreach (var bin in bins)
        {
            var picture = bin.Picture();
            if (stretches.Count > 0 && stretches[^1].Picture == picture && stretches[^1].Span.ToMs == bin.Span.FromMs)
                stretches[^1] = (new(stretches[^1].Span.FromMs, bin.Span.ToMs), picture);
            else stretches.Add((bin.Span, picture));
        }

        return stretches;
    }

    /// <summary>What the patient did when, without holes; neighbours of one context in one stretch.</summary>
    /// <param name="planned">Holds before the first mark.</param>
    /// <param name="marks">In order of time.</param>
    public static IReadOnlyList<ContextSpan> Contexts(SessionContext planned, IReadOnlyList<ContextMarkRow> marks, long durationMs)
    {
        var spans = new List<ContextSpan>();
        ContextMarkRow[] changes = [new(0, 0, planned), .. marks.Where(m => m.TimeMs < durationMs)];
        for (var i = 0; i < changes.Length; i++)
        {
            var to = i + 1 < changes.Length ? changes[i + 1].TimeMs : durationMs;
            if (to <= changes[i].TimeMs) continue;
            if (spans.Count > 0 && spans[^1].Context == changes[i].Context) spans[^1] = new(spans[^1].Context, new(spans[^1].Span.FromMs, to));
            else spans.Add(new(changes[i].Context, new(changes[i].TimeMs, to)));
        }

        return spans;
    }
}
