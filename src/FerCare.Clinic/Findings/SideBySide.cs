using FerCare.Affect.Indicators;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;

namespace FerCare.Clinic.Findings;

/// <summary>Whether an index and a questionnaire point the same way.</summary>
public enum Concordance
{
    /// <summary>One of them is missing, too old, or has no published cut-off.</summary>
    NotCompared,
    Same,
    Differ,
}

/// <summary>What an index and a questionnaire say, side by side. Where they differ neither is corrected by the other.</summary>
/// <param name="Index">"Index: change flagged in 2 of the last 3 sessions, 5 days old."</param>
/// <param name="Score">"PHQ-9: 4 (minimal), 12 days old."</param>
/// <param name="Verdict">"They differ; both stand."</param>
public sealed record SideBySide(IndicatorKind Kind, string Index, string Score, string Verdict, Concordance Concordance)
{
    /// <summary>Puts the latest comparable sessions of one context beside the last score.</summary>
    /// <param name="sessions">A patient's sessions of one context, oldest first.</param>
    /// <param name="resets">When the baseline of that context was taken anew.</param>
    /// <param name="score">The instrument that is comparable with this index, as it stands at that moment.</param>
    /// <param name="moment">From when the age of the index is counted, in days of the clinic's calendar.</param>
    public static SideBySide Of(
        IndicatorKind kind, IReadOnlyList<TrendSession> sessions, IReadOnlyList<BaselineResetRow> resets, LastScore score, ScoreMoment moment, IndicatorOptions rules, SideBySideOptions options)
    {
        var assessed = sessions.Where(s => s.State == SessionState.Ended && s[kind] is not null).ToList();
        TrendSession[] latest = assessed.Count == 0 ? [] :
            [.. assessed.Where(s => s.CountsWith(assessed[^1], kind) && s[kind]!.Index is not null).TakeLast(rules.FlagWindow)];
        // A session that gave no index makes none younger: the age is that of the last that gave one.
        var age = AgeDays(latest.LastOrDefault(), moment);
        // A flag that a clinician found explained otherwise does not stand any more.
        var flagAge = AgeDays(latest.LastOrDefault(s => s[kind] is { Status: FindingStatus.Flagged, Review: not ReviewState.Dismissed }), moment);
        var (verdict, concordance) = Compare(age, flagAge, score, options);
        var since = latest.Length > 0 && resets.Any(r => r.At > assessed[^1].At) ? "; a new baseline has been taken since" : "";
        return new(kind, $"Index: {IndexText(assessed.LastOrDefault()?[kind], [.. latest.Select(s => s[kind]!)], age)}{since}.", $"{score.Today}.", verdict, concordance);
    }

    private static int? AgeDays(TrendSession? session, ScoreMoment moment)
    {
        DateTime Date(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, moment.Zone).Date;
        return session is null ? null : Math.Max(0, (Date(moment.Day) - Date(session.At)).Days);
    }

    private static string IndexText(TrendIndex? last, TrendIndex[] latest, int? age)
    {
        if (last is null) return "none yet";
        if (latest.Length == 0) return last.Status == FindingStatus.NotEnoughSessions ? "none yet, not enough sessions for a baseline" : "none, the last session was withheld";
        var flagged = latest.Count(i => i.Status == FindingStatus.Flagged);
        var dismissed = latest.Count(i => i is { Status: FindingStatus.Flagged, Review: ReviewState.Dismissed });
        var among = latest.Length == 1 ? "the only comparable session" : $"{(flagged > 0 ? $"{flagged} of " : "")}the last {latest.Length} sessions";
        return (flagged > 0 ? "" : "no ") + $"change flagged in {among}"
            + (age > 1 ? $", {age} days old" : "") + (dismissed > 0 ? $", {dismissed} dismissed by a clinician" : "") + (last.Index is null ? "; the last session gave no index" : "");
    }

    /// <param name="indexAge">Days since the last session that gave an index; null without one.</param>
    /// <param name="flagAge">Days since the last flag that stands; null where none does.</param>
    private static (string Verdict, Concordance Concordance) Compare(int? indexAge, int? flagAge, LastScore score, SideBySideOptions options)
    {
        var name = score.Instrument.ShortTitle;
        if (indexAge is null || score is not { Form.Score: { } total, AgeDays: { } age }) return ("There is nothing to compare yet.", Concordance.NotCompared);
        if (score.Instrument.Id != SideBySideOptions.ComparedInstrument) return ($"The {name} has no published cut-off, so the two are not compared; both stand.", Concordance.NotCompared);
        if (age > options.MaximumAgeDays) return ($"The {name} asks about the two weeks before it; this one is older than that and not compared. Both stand.", Concordance.NotCompared);
        // What is told of today must not rest on long ago: neither on an old index nor, beside a recent one, on an old flag.
        if (indexAge > options.MaximumAgeDays) return ($"The index is from {indexAge} days ago and not compared; both stand.", Concordance.NotCompared);
        if (flagAge > options.MaximumAgeDays) return ($"The last flag is from {flagAge} days ago and not compared; both stand.", Concordance.NotCompared);
        return (flagAge is not null, total >= options.CutOff) switch
        {
            (true, true) => ("Both are raised. Neither is a diagnosis.", Concordance.Same),
            (false, false) => ("Neither is raised. That is no all-clear.", Concordance.Same),
            _ => ("They differ; both stand.", Concordance.Differ),
        };
    }
}

/// <summary>When an index and a questionnaire are compared.</summary>
public sealed record SideBySideOptions
{
    /// <summary>The one instrument here with a published cut-off of its total that an index is put beside.</summary>
    public const string ComparedInstrument = "phq-9";

    public static SideBySideOptions Default { get; } = new();

    /// <summary>PHQ-9 total from which it counts as raised (Kroenke, Spitzer and Williams 2001).</summary>
    public int CutOff { get; init; } = 10;

    /// <summary>Days after which a score, an index or a flag is shown and no longer compared: the PHQ-9 asks about the last two weeks.</summary>
    public int MaximumAgeDays { get; init; } = 14;
}
