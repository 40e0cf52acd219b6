using FerCare.Affect.Indicators;
using FerCare.Clinic.Sessions;
using SkiaSharp;

namespace FerCare.Reports.Pdf;

/// <summary>Who, when, with whose consent, how much of the session could be used, and the findings in short with what a clinician made of each.</summary>
internal static class FrontPage
{
    public static void Draw(ReportPages pages, SessionReport report)
    {
        using (var band = Ink.Fill(Ink.Brand)) pages.Canvas.DrawRect(0, 0, ReportPages.Width, 7, band);
        pages.Y = 34;
        pages.Line("FerCare", TextStyle.SubHeading with { Color = Ink.Brand }, ReportPages.Left, pages.Y + 10);
        pages.Line($"Report made {ReportText.Moment(report.CreatedAt)}", TextStyle.Note, ReportPages.Right, pages.Y + 10, SKTextAlign.Right);
        pages.Y += 16;
        pages.Paragraph("Session report", TextStyle.Title, after: 0);
        pages.Paragraph($"{IndicatorKinds.Meaning}. {SessionReport.Disclaimer}", TextStyle.Note, after: 8);
        if (report.Subject.IsPseudonym) pages.Paragraph(DeIdentification.Notice, TextStyle.Strong, after: 8);
        Facts(pages, report);
        Consent(pages, report);
        Usable(pages, report);
        pages.Heading("Findings", TextStyle.Heading, keepWith: 120);
        foreach (var stored in report.Findings)
        {
            var finding = stored.Finding;
            pages.Paragraph($"{finding.Kind.Title()}: {ReportText.Standing(stored)}", TextStyle.Strong, after: 0);
            if (finding.Index is { } index) pages.Paragraph($"Index {ReportText.Signed(index)}"
                + (finding is { Low: { } low, High: { } high } ? $", 95 % band {ReportText.Signed(low)} to {ReportText.Signed(high)}" : ""), TextStyle.Body, after: 0);
            if (finding.Evidence is [var first, ..]) pages.Paragraph($"First evidence at {ReportText.Clock(first.FromMs)}{ReportText.Dash}{ReportText.Clock(first.ToMs)}"
                + (finding.Evidence.Count > 1 ? $", of {finding.Evidence.Count} such intervals" : ""), TextStyle.Note, after: 0);
            if (report.Scores[finding.Kind] is [var score, ..]) pages.Paragraph(score.BesideSession, TextStyle.Note, after: 3);
        }

        pages.Y += 8;
        if (report.Findings.Count == 0) pages.Paragraph(report.Session switch
        {
            { SamplesErasedBecause: ErasedBecause.Withdrawn } => "None: what was measured is erased.",
            { State: SessionState.Withdrawn } => "None: the patient withdrew the consent, so the session was not assessed.",
            { SamplesErasedBecause: not null } => "None stored; without its samples the session cannot be assessed.",
            { State: SessionState.Ended } => "None: the session has not been assessed yet.",
            _ => "None yet: the session is not over.",
        }, TextStyle.Body);
    }

    private static void Facts(ReportPages pages, SessionReport report)
    {
        var (subject, session) = (report.Subject, report.Session);
        (string Label, string Value)[] left =
        [
            (subject.IsPseudonym ? "Pseudonym" : "Patient", subject.Name),
            ("Record number", subject.RecordNumber ?? ReportText.Dash),
            ("Year of birth", subject.BirthYear?.ToString() ?? ReportText.Dash),
            ("Session", session.PublicId.ToString()[..8]),
        ];
        (string Label, string Value)[] right =
        [
            ("Started", session.StartedAt is { } at ? ReportText.Moment(at) : "not started"),
            ("Length", $"{ReportText.Length(report.Series.DurationMs / 1000.0)}, {StateOf(session.State)}"),
            ("Context", ReportText.Words(session.Context)),
            ("Model, rules", $"{session.ModelVersion ?? ReportText.Dash}, {report.Findings.FirstOrDefault()?.Finding.RuleVersion ?? IndicatorOptions.RuleVersion}"),
        ];

        const float gutter = 16, half = (ReportPages.TextWidth - gutter) / 2, labelWidth = 76;
        float[] heights = [.. left.Zip(right, (l, r) => Math.Max(
            pages.Wrap(l.Value, TextStyle.Strong, half - labelWidth - 12).Count, pages.Wrap(r.Value, TextStyle.Strong, half - labelWidth - 12).Count) * TextStyle.Strong.LineHeight + 3)];
        using (var panel = Ink.Fill(Ink.Panel)) pages.Canvas.DrawRoundRect(new SKRect(ReportPages.Left, pages.Y, ReportPages.Right, pages.Y + heights.Sum() + 12), 5, 5, panel);
        var y = pages.Y + 6;
        for (var i = 0; i < left.Length; y += heights[i++])
        {
            Fact(pages, left[i], ReportPages.Left + 10, y, labelWidth, half - labelWidth - 12);
            Fact(pages, right[i], ReportPages.Left + half + gutter, y, labelWidth, half - labelWidth - 12);
        }

        pages.Y = y + 14;
    }

    private static void Fact(ReportPages pages, (string Label, string Value) fact, float x, float y, float labelWidth, float width)
    {
        pages.Line(fact.Label, TextStyle.Note, x, y + 10);
        foreach (var line in pages.Wrap(fact.Value, TextStyle.Strong, width))
        {
            pages.Line(line, TextStyle.Strong, x + labelWidth, y + 10);
            y += TextStyle.Strong.LineHeight;
        }
    }

    private static void Consent(ReportPages pages, SessionReport report)
    {
        var text = report.Consents.Count == 0 ? "Consent: none recorded."
            : string.Join(" ", report.Consents.Select(c => $"Consent: {c.Purpose} (text {c.TextVersion}), given {ReportText.Moment(c.GivenAt)}"
                + (c.WithdrawnAt is { } at ? $", withdrawn {ReportText.Moment(at)}." : ", not withdrawn.")));
        pages.Paragraph(text, TextStyle.Body, after: 6);
    }

    private static void Usable(ReportPages pages, SessionReport report)
    {
        if (ReportText.Erased(report.Session) is { } erased) pages.Paragraph(erased, TextStyle.Strong, after: 4);
        var frames = $"frames refused {report.Session.RefusedFrames}, shed under load {report.Session.ShedFrames}.";
        if (report.Coverage is not { } coverage)
        {
            pages.Paragraph($"Usable frames: not known any more; {frames}", TextStyle.Body, after: 4);
            return;
        }

        pages.Paragraph($"Usable frames: {ReportText.Percent(coverage.ValidShare)} of the observed time ({ReportText.Length(coverage.ValidSeconds)} of {ReportText.Length(coverage.ObservedSeconds)})"
            + $"; paused or disconnected: {ReportText.Length(report.Series.DurationMs / 1000.0 - coverage.ObservedSeconds)}; {frames}",
            TextStyle.Body, after: 4);
        const float height = 6;
        using (var all = Ink.Fill(Ink.Rule)) pages.Canvas.DrawRoundRect(ReportPages.Left, pages.Y, ReportPages.TextWidth, height, 3, 3, all);
        using (var valid = Ink.Fill(Ink.Brand)) pages.Canvas.DrawRoundRect(ReportPages.Left, pages.Y, ReportPages.TextWidth * (float)coverage.ValidShare, height, 3, 3, valid);
        pages.Y += height + 4;
    }

    private static string StateOf(SessionState state) => state switch
    {
        SessionState.Ended => "ended",
        SessionState.Withdrawn => "consent withdrawn",
        SessionState.Waiting => "waiting",
        _ => "not over yet",
    };
}
