using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Affect.Timeline;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sessions;
using SkiaSharp;

namespace FerCare.Reports.Pdf;

/// <summary>The seven emotions over time as stacked areas, with gaps as gaps, and below it how much of each part was usable.</summary>
internal static class TimelineSection
{
    private const float Left = ReportPages.Left + 30, Right = ReportPages.Right, ChartHeight = 210, StripHeight = 22;

    private static readonly PdfColumn[] tableColumns =
        [new("Part", 16), .. EmotionPalette.StackOrder.Select(e => new PdfColumn(Title(e), 10.5f, Right: true)), new("Usable", 10.5f, Right: true)];

    public static void Draw(ReportPages pages, SessionReport report)
    {
        var erased = ReportText.Erased(report.Session);
        pages.Heading("Timeline of the seven facial expressions", TextStyle.Heading, keepWith: ChartHeight + (erased is null ? 90 : 125));
        pages.Paragraph("Probabilities given by the network, averaged over equal parts of the session. An expression is not an emotion felt (Barrett et al. 2019).", TextStyle.Note, after: 6);
        if (report.Timeline.Count == 0)
        {
            pages.Paragraph(erased ?? "Nothing was recorded.", TextStyle.Body);
            return;
        }

        if (erased is not null) pages.Paragraph(erased, TextStyle.Note, after: 6);
        Legend(pages);
        Chart(pages, report);
        Strip(pages, report);
        Table(pages, report);
    }

    private static float X(SessionReport report, long timeMs) => Left + (Right - Left) * timeMs / Math.Max(1, report.Series.DurationMs);

    private static void Legend(ReportPages pages)
    {
        var x = Left;
        foreach (var emotion in EmotionPalette.StackOrder)
        {
            using (var swatch = Ink.Fill(ColorOf(emotion))) pages.Canvas.DrawRoundRect(x, pages.Y + 1, 9, 9, 2, 2, swatch);
            pages.Line(Title(emotion), TextStyle.Cell, x + 13, pages.Y + 9);
            x += 13 + pages.Measure(Title(emotion), TextStyle.Cell) + 14;
        }

        pages.Y += 22;
    }

    private static void Chart(ReportPages pages, SessionReport report)
    {
        var top = pages.Y;
        var bottom = top + ChartHeight;
        var canvas = pages.Canvas;
        Gaps(canvas, report, top, bottom);
        foreach (var run in Runs(report.Timeline)) Areas(canvas, report, run, top, bottom);

        using var frame = Ink.Line(Ink.Muted, 0.75f);
        using var grid = Ink.Line(Ink.White.WithAlpha(110), 0.5f);
        for (var share = 0; share <= 100; share += 25)
        {
            var y = bottom - ChartHeight * share / 100;
            if (share is > 0 and < 100) canvas.DrawLine(Left, y, Right, y, grid);
            pages.Line($"{share} %", TextStyle.Note with { Size = 7.5f }, Left - 5, y + 2.5f, SKTextAlign.Right);
        }

        canvas.DrawRect(Left, top, Right - Left, ChartHeight, frame);
        Baseline(pages, report, top);
        Evidence(pages, report, bottom);
        pages.Y = bottom + 12;
        TimeAxis(pages, report);
    }

    /// <summary>What is not known is hatched, never filled with a guess.</summary>
    private static void Gaps(SKCanvas canvas, SessionReport report, float top, float bottom)
    {
        using var ground = Ink.Fill(Ink.Panel);
        canvas.DrawRect(Left, top, Right - Left, bottom - top, ground);
        using var hatch = Ink.Line(Ink.Rule, 0.8f);
        foreach (var span in TimeSpanMs.Merge(report.Timeline.Where(b => b.Mean is null).Select(b => b.Span)))
        {
            var (from, to) = (X(report, span.FromMs), X(report, span.ToMs));
            canvas.Save();
            canvas.ClipRect(new SKRect(from, top, to, bottom));
            for (var x = from - (bottom - top); x < to; x += 6) canvas.DrawLine(x, bottom, x + (bottom - top), top, hatch);
            canvas.Restore();
        }
    }

    private static void Areas(SKCanvas canvas, SessionReport report, IReadOnlyList<EmotionBin> run, float top, float bottom)
    {
        var floor = new float[run.Count];
        using var seam = Ink.Line(Ink.White, 0.4f);
        foreach (var emotion in EmotionPalette.StackOrder)
        {
            float[] ceiling = [.. run.Select((bin, i) => floor[i] + bin.Mean![emotion])];
            using var outline = new SKPathBuilder();
            Edge(outline, report, run, ceiling, top, bottom, forward: true);
            Edge(outline, report, run, floor, top, bottom, forward: false);
            outline.Close();
            using var area = outline.Detach();
            using var fill = Ink.Fill(ColorOf(emotion));
            canvas.DrawPath(area, fill);
            canvas.DrawPath(area, seam);
            floor = ceiling;
        }
    }

    private static void Edge(SKPathBuilder outline, SessionReport report, IReadOnlyList<EmotionBin> run, float[] shares, float top, float bottom, bool forward)
    {
        var points = new List<SKPoint> { new(X(report, run[0].Span.FromMs), Y(shares[0])) };
        points.AddRange(run.Select((bin, i) => new SKPoint((X(report, bin.Span.FromMs) + X(report, bin.Span.ToMs)) / 2, Y(shares[i]))));
        points.Add(new(X(report, run[^1].Span.ToMs), Y(shares[^1])));
        if (!forward) points.Reverse();
        for (var i = 0; i < points.Count; i++)
            if (forward && i == 0) outline.MoveTo(points[i]);
            else outline.LineTo(points[i]);

        float Y(float share) => bottom - (bottom - top) * Math.Clamp(share, 0, 1);
    }

    private static IEnumerable<IReadOnlyList<EmotionBin>> Runs(IReadOnlyList<EmotionBin> bins)
    {
        var run = new List<EmotionBin>();
        foreach (var bin in bins)
        {
            if (bin.Mean is not null) run.Add(bin);
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0) yield return run;
    }

    private static void Baseline(ReportPages pages, SessionReport report, float top)
    {
        if (report.Series.Baseline is not { } baseline || baseline.DurationMs == 0) return;
        var (from, to) = (X(report, baseline.FromMs), X(report, baseline.ToMs));
        using var bracket = Ink.Line(Ink.Dark, 1.2f);
        pages.Canvas.DrawLine(from, top - 2.5f, to, top - 2.5f, bracket);
    }

    /// <summary>Bars under the chart where the evidence of findings lies: full where they stand, hollow where a clinician dismissed them.</summary>
    private static void Evidence(ReportPages pages, SessionReport report, float bottom)
    {
        using var stands = Ink.Fill(Ink.Alert);
        using var dismissed = Ink.Line(Ink.Muted, 0.5f);
        // Those that stand come last: none is hidden by one that does not.
        foreach (var window in EvidenceOf(report, isDismissed: true)) pages.Canvas.DrawRect(Bar(window, 0.25f), dismissed);
        foreach (var window in EvidenceOf(report, isDismissed: false)) pages.Canvas.DrawRect(Bar(window, 0), stands);

        SKRect Bar(EvidenceWindow window, float within) => new(X(report, window.FromMs) + within, bottom + 2 + within, X(report, window.ToMs) - within, bottom + 4.5f - within);
    }

    private static IEnumerable<EvidenceWindow> EvidenceOf(SessionReport report, bool isDismissed) =>
        report.Findings.Where(f => (f.Review == ReviewState.Dismissed) == isDismissed).SelectMany(f => f.Finding.Evidence);

    private static void TimeAxis(ReportPages pages, SessionReport report)
    {
        long[] steps = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];
        var step = steps.FirstOrDefault(s => report.Series.DurationMs / s <= 10, steps[^1]);
        for (var t = 0L; t <= report.Series.DurationMs; t += step)
            pages.Line(ReportText.Clock(t), TextStyle.Note with { Size = 7.5f }, X(report, t), pages.Y + 2, t == 0 ? SKTextAlign.Left : X(report, t) > Right - 12 ? SKTextAlign.Right : SKTextAlign.Center);
        pages.Y += 12;
    }

    private static void Strip(ReportPages pages, SessionReport report)
    {
        var top = pages.Y;
        using (var ground = Ink.Fill(Ink.Panel)) pages.Canvas.DrawRect(Left, top, Right - Left, StripHeight, ground);
        using (var usable = Ink.Fill(Ink.Brand))
            foreach (var bin in report.Timeline.Where(b => b.ValidShare > 0))
            {
                var height = StripHeight * (float)Math.Min(1, bin.ValidShare);
                pages.Canvas.DrawRect(X(report, bin.Span.FromMs), top + StripHeight - height, X(report, bin.Span.ToMs) - X(report, bin.Span.FromMs) + 0.2f, height, usable);
            }

        using (var gone = Ink.Fill(Ink.Muted.WithAlpha(120)))
            foreach (var gap in report.Series.Gaps) pages.Canvas.DrawRect(X(report, gap.FromMs), top + StripHeight / 2 - 1.5f, X(report, gap.ToMs) - X(report, gap.FromMs), 3, gone);
        pages.Line("usable", TextStyle.Note with { Size = 7.5f }, Left - 5, top + StripHeight / 2 + 2.5f, SKTextAlign.Right);
        pages.Y = top + StripHeight + 6;
        var evidence = EvidenceOf(report, isDismissed: false).Any() ? " Red bars under the chart: where the findings' evidence lies." : "";
        var dismissed = EvidenceOf(report, isDismissed: true).Any() ? " Hollow grey bars under the chart: evidence of a finding that a clinician dismissed." : "";
        var neutral = report.Series.Baseline is { DurationMs: > 0 } ? " Dark line above the chart: the neutral baseline." : "";
        pages.Paragraph($"Hatched: no usable face, paused or disconnected. Lower strip: usable share of each part by the height of the bars; grey line: paused or disconnected.{neutral}{evidence}{dismissed}{WorstIssue(report)}", TextStyle.Note, after: 8);
    }

    private static string WorstIssue(SessionReport report)
    {
        var worst = report.Timeline.Where(b => b.LeadingIssue != QualityIssue.None).GroupBy(b => b.LeadingIssue).MaxBy(g => g.Sum(b => b.Span.DurationMs * (1 - b.ValidShare - b.GapShare)));
        return worst is null ? "" : $" Most frequent reason for unusable frames: {string.Join(", ", worst.Key.Names())}.";
    }

    /// <summary>The chart as figures, in at most twelve parts.</summary>
    private static void Table(ReportPages pages, SessionReport report)
    {
        var most = (int)Math.Clamp(report.Series.DurationMs / 10_000, 1, 12);
        var bins = report.Session.SamplesErasedBecause is null ? EmotionBins.Of(report.Series, most) : EmotionBins.Joined(report.Timeline, (report.Timeline.Count + most - 1) / most);
        if (bins.Count == 0) return;
        pages.Heading("The same as figures", TextStyle.SubHeading);
        PdfTable.Draw(pages, tableColumns, bins.Select(bin => (IReadOnlyList<string>)
        [
            $"{ReportText.Clock(bin.Span.FromMs)}{ReportText.Dash}{ReportText.Clock(bin.Span.ToMs)}",
            .. EmotionPalette.StackOrder.Select(e => bin.Mean is { } mean ? ReportText.Percent(mean[e]) : "gap"),
            ReportText.Percent(bin.ValidShare),
        ]));
    }

    private static string Title(Emotion emotion) => emotion.ToString();

    private static SKColor ColorOf(Emotion emotion) => SKColor.Parse(EmotionPalette.Hex(emotion));
}
