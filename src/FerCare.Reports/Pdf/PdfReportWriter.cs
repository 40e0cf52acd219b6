using FerCare.Affect.Indicators;
using SkiaSharp;

namespace FerCare.Reports.Pdf;

/// <summary>The report as PDF on A4: findings first, then the timeline drawn, markers and questionnaires, the signals, the course of the session and the method.</summary>
public sealed class PdfReportWriter : IReportWriter
{
    public string ContentType => "application/pdf";

    public string Extension => "pdf";

    public void Write(SessionReport report, Stream to, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        using var pages = new ReportPages();
        FrontPage.Draw(pages, report);
        foreach (var finding in report.Findings) FindingSection.Draw(pages, finding, report.Scores);
        cancel.ThrowIfCancellationRequested();
        TimelineSection.Draw(pages, report);
        NoteSection.Draw(pages, report);
        FormSection.Draw(pages, report);
        DetailSections.Draw(pages, report);

        // Readers that ask for a file that can be sought would fail on a network stream.
        using var whole = new MemoryStream();
        pages.WriteTo(whole, new SKDocumentPdfMetadata
        {
            Title = $"FerCare session report, {report.Session.StartedAt ?? report.Session.ScheduledAt:yyyy-MM-dd}",
            Subject = IndicatorKinds.Meaning,
            Creator = "FerCare",
            Producer = "FerCare",
            Creation = report.CreatedAt.UtcDateTime,
            Modified = report.CreatedAt.UtcDateTime,
            RasterDpi = 144,
            EncodingQuality = 101,
        }, (page, number, count) => Foot(page, report, number, count));
        cancel.ThrowIfCancellationRequested();
        whole.Position = 0;
        whole.CopyTo(to);
    }

    private static void Foot(ReportPages page, SessionReport report, int number, int count)
    {
        const float rule = ReportPages.Height - 46, text = ReportPages.Height - 32;
        using (var line = Ink.Line(Ink.Rule)) page.Canvas.DrawLine(ReportPages.Left, rule, ReportPages.Right, rule, line);
        page.Line(SessionReport.Disclaimer, TextStyle.Label with { Color = Ink.Alert }, ReportPages.Left, text);
        page.Line($"Page {number} of {count}", TextStyle.Note, ReportPages.Right, text, SKTextAlign.Right);
        if (number > 1) page.Line($"{Shortened(report.Subject.Name)}  ·  {report.Session.StartedAt ?? report.Session.ScheduledAt:yyyy-MM-dd}", TextStyle.Note, ReportPages.Right, 32, SKTextAlign.Right);
    }

    private static string Shortened(string name) => name.Length <= 60 ? name : $"{name[..57]}...";
}
