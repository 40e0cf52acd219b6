using FerCare.Affect;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using FerCare.Reports;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Reviews;

/// <summary>One expression of a chart; its values lie in the middle of each part.</summary>
public sealed record TimelineExpression(string Key, string Name, string Color, IReadOnlyList<double?> Values);

/// <summary>A tier as the chart's script takes it: the series in the order in which they are stacked, gaps as null.</summary>
/// <param name="Spans">First and last millisecond of each part, one after the other.</param>
/// <param name="Pictures">From, to and <see cref="PictureQuality"/> of each stretch.</param>
public sealed record TimelineFigures(
    long WidthMs, IReadOnlyList<long> Spans, IReadOnlyList<TimelineExpression> Expressions, IReadOnlyList<double?> Valence, IReadOnlyList<double> Valid,
    IReadOnlyList<string?> Reasons, IReadOnlyList<long[]> Pictures)
{
    /// <summary>The figures of a tier in the reader's words.</summary>
    public static TimelineFigures Of(SessionTier tier, IStringLocalizer words) => new(
        tier.WidthMs,
        [.. tier.Bins.SelectMany(b => new[] { b.Span.FromMs, b.Span.ToMs })],
        [.. EmotionPalette.StackOrder.Select(e => new TimelineExpression(e.NameOf(), words.Name(e), EmotionPalette.Hex(e), [.. tier.Bins.Select(b => Rounded(b.Mean?[e]))]))],
        [.. tier.Bins.Select(b => Rounded(b.Mean?.Valence))],
        [.. tier.Bins.Select(b => Math.Round(b.ValidShare, 3))],
        [.. tier.Bins.Select(b => words.Reason(b.LeadingIssue))],
        [.. TimelineSpans.Pictures(tier.Bins).Select(p => new[] { p.Span.FromMs, p.Span.ToMs, (long)p.Picture })]);

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 4) : null;
}

/// <summary>A finding's window for the chart's script.</summary>
public sealed record TimelineFrameWindow(string Id, string Label, int Lane, long FromMs, long ToMs, string Said);

/// <summary>What stands around the figures whatever the zoom: gaps, baseline, what the patient did, the findings' windows, and the words of the chart.</summary>
/// <param name="ScaleMs">Length of the time axis; more than the session's where two are compared.</param>
/// <param name="Contexts">From, to and <see cref="SessionContext"/> of each stretch.</param>
public sealed record TimelineFrame(
    long DurationMs, long ScaleMs, long FinestMs, IReadOnlyList<long[]> Gaps, long[]? Baseline, IReadOnlyList<long[]> Contexts, IReadOnlyList<TimelineFrameWindow> Windows,
    IReadOnlyDictionary<string, string> Words, IReadOnlyList<string> PictureNames, IReadOnlyList<string> ContextNames)
{
    public static TimelineFrame Of(
        long durationMs, long scaleMs, IReadOnlyList<TimeSpanMs> gaps, TimeSpanMs? baseline, IReadOnlyList<ContextSpan> contexts, IReadOnlyList<TimelineWindow> windows, IStringLocalizer words) => new(
        durationMs, Math.Max(durationMs, scaleMs), SessionArchive.FinestWidthMs,
        [.. gaps.Select(g => new[] { g.FromMs, g.ToMs })],
        baseline is { } span ? [span.FromMs, span.ToMs] : null,
        [.. contexts.Select(c => new[] { c.Span.FromMs, c.Span.ToMs, (long)c.Context })],
        [.. windows.Select(w => new TimelineFrameWindow(w.Id, w.Label, (int)w.Kind, w.Evidence.FromMs, w.Evidence.ToMs, $"{w.Label}, {words.Name(w.Kind)}"))],
        new Dictionary<string, string>
        {
            ["gap"] = words["Gap"], ["baseline"] = words["Neutral baseline"], ["valence"] = words["Valence"], ["valid"] = words["Valid frames"],
            ["picture"] = words["Picture"], ["context"] = words["Part"], ["findings"] = words["Findings"], ["to"] = words["{0} to {1}", "{0}", "{1}"],
        },
        [.. Enum.GetValues<PictureQuality>().Select(p => words.Name(p))],
        [.. Enum.GetValues<SessionContext>().Select(c => words.Name(c))]);
}
