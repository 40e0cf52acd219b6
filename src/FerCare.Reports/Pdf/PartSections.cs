using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Reports.Pdf;

/// <summary>A section for each part of the session: where it lies, how much of it could be used, and its signals beside the whole session's.</summary>
internal static class PartSections
{
    private const int MostSpans = 6;
    private static readonly PdfColumn[] columns = [new("Signal", 30), new("This part", 17, Right: true), new("Whole session", 17, Right: true), new("Why withheld", 36)];

    public static void Draw(ReportPages pages, SessionReport report)
    {
        if (report.Parts is not { } parts) return;
        pages.Heading("Parts of the session", TextStyle.Heading, keepWith: 120);
        pages.Paragraph(report.IsMarkedOtherwise ? $"Parts were marked otherwise after this assessment; the findings rest on {Assessed(report)}."
            : $"Like is compared with like: the findings rest on {(report.Signals?.Counted is null ? "the whole session, which was" : "the part of the session that was")} {parts.Own.Title().ToLowerInvariant()}.", TextStyle.Body);
        foreach (var part in parts.InReadingOrder) Draw(pages, report, part, parts.Whole);
    }

    private static void Draw(ReportPages pages, SessionReport report, SegmentSignals part, SessionSignals whole)
    {
        pages.Heading(part.Context.Title(), TextStyle.SubHeading, keepWith: 80);
        pages.Paragraph($"{Where(report, part.Spans)}; usable {ReportText.Length(part.Signals.ValidSeconds)}, coverage {ReportText.Percent(part.Signals.Coverage)}."
            + (part.Context.UsualBlinkRate() is { } usual ? $" Adults on average blink {SignalKind.BlinkRate.Write(usual)} in this context ({SegmentContexts.BlinkRateSource})." : ""), TextStyle.Note);
        if (SignalKinds.All.All(kind => part.Signals[kind].Value is null))
        {
            pages.Paragraph($"No signal can be told: {string.Join("; ", SignalKinds.All.Select(kind => part.Signals[kind].WithheldBecause).Distinct())}.", TextStyle.Body, after: 8);
            return;
        }

        PdfTable.Draw(pages, columns, SignalKinds.All.Select(kind => (IReadOnlyList<string>)
            [kind.Title(), Written(kind, part.Signals), Written(kind, whole), part.Signals[kind].WithheldBecause ?? ""]));
    }

    private static string Assessed(SessionReport report) => report.Signals?.Counted switch
    {
        null => "the whole session",
        [] => "no part of it",
        { } counted => $"what lies at {Where(report, counted)}",
    };

    private static string Where(SessionReport report, IReadOnlyList<TimeSpanMs> spans)
    {
        var first = spans.Take(MostSpans).Select(s => $"{ReportText.Clock(s.FromMs)}{ReportText.Dash}{ReportText.Clock(Math.Min(s.ToMs, report.Series.DurationMs))}");
        return string.Join(", ", first) + (spans.Count > MostSpans ? $" and {spans.Count - MostSpans} more" : "");
    }

    private static string Written(SignalKind kind, SessionSignals signals) => signals[kind].Value is { } value ? kind.Write(value) : "withheld";
}
