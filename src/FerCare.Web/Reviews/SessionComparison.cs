using System.Globalization;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using FerCare.Web.Sessions;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Reviews;

/// <summary>One of two sessions that are compared.</summary>
/// <param name="Signals">Those that its findings rest on; null where it was not assessed.</param>
public sealed record ComparedSession(SessionRow Session, SessionTimeline Timeline, SessionSignals? Signals, IReadOnlyList<StoredFinding> Findings);

/// <summary>A figure of both sessions in words.</summary>
/// <param name="FirstWhy">Why the first has none.</param>
/// <param name="Difference">Second less first, or why there is none.</param>
public sealed record ComparisonRow(string Name, string First, string? FirstWhy, string Second, string? SecondWhy, string Difference);

/// <summary>Two sessions of one patient, figure by figure. What is missing in one or both is said, never left blank.</summary>
/// <param name="Resets">When the baseline of a context was taken anew: indices on either side of it have nothing in common.</param>
public sealed record SessionComparison(ComparedSession First, ComparedSession Second, IReadOnlyList<BaselineResetRow> Resets)
{
    /// <summary>Both were planned for the same; else blinks and movement differ for that reason already.</summary>
    public bool IsLikeWithLike => First.Session.Context == Second.Session.Context;

    /// <summary>One network read the expressions of both; else they differ for that reason already.</summary>
    private bool IsOfOneNetwork => First.Session.ModelVersion == Second.Session.ModelVersion;

    /// <summary>The longer of both, milliseconds: the length of both time axes.</summary>
    public long ScaleMs => Math.Max(First.Timeline.DurationMs, Second.Timeline.DurationMs);

    /// <summary>Length, coverage and the two indices.</summary>
    public IReadOnlyList<ComparisonRow> Findings(IStringLocalizer words)
    {
        var rows = new List<ComparisonRow>
        {
            Row(words, words["Length"], Known(First.Timeline.DurationMs), Known(Second.Timeline.DurationMs), ms => SessionWords.Length(TimeSpan.FromMilliseconds(ms)), ShownLength,
                ms => Sign(ms) + SessionWords.Length(TimeSpan.FromMilliseconds(Math.Abs(ms))), _ => words["nothing was recorded"]),
            Row(words, words["Coverage"], CoverageOf(First), CoverageOf(Second), share => $"{share:P0}", share => Rounded(share, 2), share => Points(words, share), _ => words["nothing was recorded"]),
        };
        foreach (var kind in Enum.GetValues<IndicatorKind>())
        {
            var (first, second) = (Of(First, kind), Of(Second, kind));
            var row = Row(words, words.Name(kind), first?.Finding.Index, second?.Finding.Index, ReviewWords.Signed, index => Rounded(index, 2), ReviewWords.Signed, which => Why(words, which == 1 ? first : second));
            if (first?.Finding.Index is not null && second?.Finding.Index is not null)
            {
                row = row with { FirstWhy = Judged(words, first), SecondWhy = Judged(words, second) };
                if (Obstacle(words, first, second) is { } obstacle) row = row with { Difference = obstacle };
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Every signal of both sessions.</summary>
    public IReadOnlyList<ComparisonRow> Signals(IStringLocalizer words) =>
        [.. SignalKinds.All.Select(kind => Row(words, words.Name(kind), First.Signals?[kind].Value, Second.Signals?[kind].Value, value => words.Write(kind, value), value => Shown(kind, value),
            value => kind.IsOfEmotionNetwork() && !IsOfOneNetwork ? words["not compared: another network"] : Change(words, kind, value),
            which => words.Recorded((which == 1 ? First : Second).Signals?[kind].WithheldBecause) ?? words["not assessed"]))];

    // The difference is that of the figures beside it, so it is taken from what is shown of them.
    private static ComparisonRow Row(IStringLocalizer words, string name, double? first, double? second, Func<double, string> write, Func<double, double> shown, Func<double, string> difference, Func<int, string> why) => new(
        name, first is { } a ? write(a) : "–", first is null ? why(1) : null, second is { } b ? write(b) : "–", second is null ? why(2) : null,
        (first, second) switch
        {
            ({ } from, { } to) => difference(shown(to) - shown(from)),
            (null, null) => words["missing in both"],
            (null, _) => words["missing in the first"],
            _ => words["missing in the second"],
        });

    private static StoredFinding? Of(ComparedSession session, IndicatorKind kind) => session.Findings.FirstOrDefault(f => f.Finding.Kind == kind);

    private static double? Known(long durationMs) => durationMs > 0 ? durationMs : null;

    private static double? CoverageOf(ComparedSession session) => session.Signals is { Counted: null, Coverage: var share } ? share : TimelineSpans.Coverage(session.Timeline.Tier);

    private static string Why(IStringLocalizer words, StoredFinding? finding) => finding?.Finding switch
    {
        null => words["not assessed"],
        { Status: FindingStatus.NotEnoughSessions } => words["not enough sessions before it for a baseline"],
        var withheld => words.Recorded(withheld.Reason) ?? words.Name(withheld.Status),
    };

    private static string Judged(IStringLocalizer words, StoredFinding finding) => finding is { Finding.Status: FindingStatus.Flagged, Review: ReviewState.Dismissed }
        ? words["flagged, dismissed by a clinician"] : words.Name(finding.Finding.Status);

    // Indices are distances from a baseline: without a common one they have no difference.
    private string? Obstacle(IStringLocalizer words, StoredFinding first, StoredFinding second)
    {
        if (!IsLikeWithLike) return words["not compared: another context"];
        if (first.Finding.RuleVersion != second.Finding.RuleVersion) return words["not compared: other rules"];
        // One of the two lacks what the other network gives, or both have it from different ones.
        if (!IsOfOneNetwork) return words["not compared: another network"];
        var (from, to) = First.Session.StartedAt < Second.Session.StartedAt ? (First.Session.StartedAt, Second.Session.StartedAt) : (Second.Session.StartedAt, First.Session.StartedAt);
        return Resets.Any(r => r.Context == First.Session.Context && r.At > from && r.At <= to) ? words["not compared: another baseline"].Value : null;
    }

    private static string Change(IStringLocalizer words, SignalKind kind, double value) =>
        kind.Unit().StartsWith("share", StringComparison.Ordinal) ? Points(words, value) : words.Write(kind, Math.Abs(value)) is var written && written.AsSpan().ContainsAnyInRange('1', '9') ? Sign(value) + written : written;

    private static string Points(IStringLocalizer words, double share)
    {
        var points = (int)Rounded(share * 100, 0);
        var written = points.ToString("+0;−0;0", CultureInfo.CurrentCulture);
        return points is 1 or -1 ? words["{0} percentage point", written] : words["{0} percentage points", written];
    }

    private static double Rounded(double value, int digits) => Math.Round(value, digits, MidpointRounding.AwayFromZero);

    private static double ShownLength(double ms) => ms switch
    {
        < 60_000 => Rounded(ms / 1000, 0) * 1000,
        < 3_600_000 => Math.Floor(ms / 1000) * 1000,
        _ => Math.Floor(ms / 60_000) * 60_000,
    };

    private static double Shown(SignalKind kind, double value)
    {
        var figure = double.Parse(kind.Write(value).Split(' ', '°')[0], CultureInfo.InvariantCulture);
        return kind.Unit().StartsWith("share", StringComparison.Ordinal) ? figure / 100 : figure;
    }

    private static string Sign(double value) => value > 0 ? "+" : value < 0 ? "−" : "";
}
