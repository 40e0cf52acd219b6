using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using SkiaSharp;

namespace FerCare.Reports.Pdf;

/// <summary>One finding: status, index with its band, components with sources, and where in the session it was seen.</summary>
internal static class FindingSection
{
    private const double ScaleEnd = 5; // standard deviations either way; six clipped components reach 4.65

    private static readonly PdfColumn[] componentColumns =
        [new("Component", 17), new("This session", 17, Right: true), new("Baseline", 17, Right: true), new("z", 9, Right: true), new("Adds", 12), new("Source", 28)];

    private static readonly PdfColumn[] evidenceColumns = [new("Seen at", 14), new("What was seen there", 86)];

    public static void Draw(ReportPages pages, StoredFinding stored, ScoresBeside scores)
    {
        var finding = stored.Finding;
        pages.Need(150);
        Head(pages, stored);
        if (finding.Reason is { } reason) pages.Paragraph(reason, TextStyle.Body, after: 4);
        if (finding is { Index: { } index, Low: { } low, High: { } high }) Scale(pages, index, low, high);
        foreach (var score in scores[finding.Kind])
            pages.Paragraph($"{score.BesideSession}{(score.Incomplete is { } unfinished ? $". {unfinished}" : "")}.", TextStyle.Body, after: 2);
        pages.Y += 4;
        PdfTable.Draw(pages, componentColumns, finding.Components.Select(c => (IReadOnlyList<string>)
        [
            c.Name,
            c.Value is { } value ? c.Signal.Write(value) : "withheld",
            c.BaselineMean is { } mean ? c.Signal.Write(mean) : ReportText.Dash,
            c.Z is { } z ? ReportText.Signed(z) : ReportText.Dash,
            ReportText.Adds(c.Direction),
            c.WithheldBecause is { } why ? $"{c.Source}. Not compared: {why}." : c.Source,
        ]));
        if (finding.Evidence.Count > 0) PdfTable.Draw(pages, evidenceColumns, finding.Evidence.Select(e => (IReadOnlyList<string>)
            [$"{ReportText.Clock(e.FromMs)}{ReportText.Dash}{ReportText.Clock(e.ToMs)}", e.What]));
        foreach (var line in stored.Reviews)
            pages.Paragraph($"{ReportText.Words(line.Step)} by {line.Reviewer}, {ReportText.Moment(line.At)}{(line.Note is { } note ? $": {note}" : ".")}", TextStyle.Body, after: 3);
        pages.Paragraph($"Coverage {ReportText.Percent(finding.Coverage)}; rules {finding.RuleVersion}; model {stored.ModelVersion ?? ReportText.Dash}; "
            + $"{(stored.Review == ReviewState.Preliminary ? "preliminary until reviewed by a clinician" : stored.Review.ToString().ToLowerInvariant() + " by a clinician")}.", TextStyle.Note, after: 12);
    }

    private static void Head(ReportPages pages, StoredFinding stored)
    {
        var finding = stored.Finding;
        // Nothing is ever green: that no flag was raised says nothing about safety. A flag that a clinician dismissed does not stand any more.
        var (label, color) = stored.Review == ReviewState.Dismissed ? ($"{(finding.Status == FindingStatus.Flagged ? "Flagged" : finding.Status.Title())}, dismissed", Ink.Muted)
            : (finding.Status.Title(), finding.Status == FindingStatus.Flagged ? Ink.Alert : Ink.Muted);
        pages.Line(finding.Kind.Title(), TextStyle.SubHeading, ReportPages.Left, pages.Y + 11);
        var style = TextStyle.CellStrong with { Color = Ink.White };
        var width = pages.Measure(label, style) + 14;
        using (var pill = Ink.Fill(color)) pages.Canvas.DrawRoundRect(ReportPages.Right - width, pages.Y, width, 15, 7.5f, 7.5f, pill);
        pages.Line(label, style, ReportPages.Right - width / 2, pages.Y + 10.6f, SKTextAlign.Center);
        pages.Y += 18;
    }

    /// <summary>The index on a line from -5 to 5 with its band and the threshold for a flag.</summary>
    private static void Scale(ReportPages pages, double index, double low, double high)
    {
        pages.Need(44);
        const float left = ReportPages.Left + 190, right = ReportPages.Right - 8;
        var y = pages.Y + 14;
        static float X(double value) => left + (float)((Math.Clamp(value, -ScaleEnd, ScaleEnd) + ScaleEnd) / (2 * ScaleEnd)) * (right - left);

        pages.Line($"Index {ReportText.Signed(index)}", TextStyle.Strong, ReportPages.Left, y + 1);
        pages.Line($"95 % band {ReportText.Signed(low)} to {ReportText.Signed(high)}", TextStyle.Note, ReportPages.Left, y + 13);
        using (var axis = Ink.Line(Ink.Rule, 1.5f)) pages.Canvas.DrawLine(left, y, right, y, axis);
        using (var tick = Ink.Line(Ink.Muted, 0.75f))
            for (var value = -4; value <= 4; value += 2)
            {
                pages.Canvas.DrawLine(X(value), y - 3, X(value), y + 3, tick);
                pages.Line(ReportText.Signed(value)[..(value == 0 ? 1 : 2)], TextStyle.Note with { Size = 7.5f }, X(value), y + 14, SKTextAlign.Center);
            }

        var threshold = IndicatorOptions.Default.FlagThreshold;
        using (var limit = Ink.Line(Ink.Alert, 1))
        {
            using var dashes = SKPathEffect.CreateDash([2.5f, 2], 0);
            limit.PathEffect = dashes;
            pages.Canvas.DrawLine(X(threshold), y - 11, X(threshold), y + 6, limit);
        }

        pages.Line($"counts from {threshold.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}", TextStyle.Note with { Size = 7.5f }, X(threshold) + 4, y - 6);
        using (var band = Ink.Fill(Ink.Brand.WithAlpha(80))) pages.Canvas.DrawRoundRect(new SKRect(X(low), y - 4, Math.Max(X(high), X(low) + 2), y + 4), 3, 3, band);
        using (var dot = Ink.Fill(Ink.Brand)) pages.Canvas.DrawCircle(X(index), y, 4, dot);
        pages.Y += 36;
    }
}
