using System.IO.Compression;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Reports.Csv;

namespace FerCare.Reports.Xlsx;

/// <summary>A session as an Excel workbook: findings and their components, signals of its parts, questionnaires, course, markers and notes, samples, codebook, each on a sheet with its header in row 1.</summary>
public sealed class XlsxReportWriter : IReportWriter
{
    public string ContentType => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public string Extension => "xlsx";

    public void Write(SessionReport report, Stream to, CancellationToken cancel = default)
    {
        // The package is written back and forth; a network stream only goes forward.
        using var whole = new MemoryStream();
        using (var book = new Workbook(whole, cancel))
        {
            book.Add("session", ["what", "value"], Facts(report));
            book.Add("findings", ["indicator", "status", "index", "band_low", "band_high", "coverage", "reason", "review", "rules", "model", "assessed_at"], report.Findings.Select(f => (IReadOnlyList<object?>)
                [f.Finding.Kind.Title(), f.Finding.Status.Title(), f.Finding.Index, f.Finding.Low, f.Finding.High, f.Finding.Coverage, f.Finding.Reason, f.Review.ToString(), f.Finding.RuleVersion, f.ModelVersion, f.AssessedAt]));
            book.Add("components", ["indicator", "component", "value", "unit", "baseline_mean", "z", "adds", "source", "withheld_because"], report.Findings.SelectMany(f => f.Finding.Components.Select(c => (IReadOnlyList<object?>)
                [f.Finding.Kind.Title(), c.Name, c.Value, c.Signal.Unit(), c.BaselineMean, c.Z, ReportText.Adds(c.Direction), c.Source, c.WithheldBecause])));
            book.Add("evidence", ["indicator", "from_ms", "to_ms", "what_was_seen"], report.Findings.SelectMany(f => f.Finding.Evidence.Select(e => (IReadOnlyList<object?>)
                [f.Finding.Kind.Title(), e.FromMs, e.ToMs, e.What])));
            book.Add("parts", ["part", "usable_seconds", "coverage", "signal", "value", "unit", "withheld_because"], Parts(report));
            book.Add("questionnaires", ["instrument", "version", "language", "occasion", "started_at", "completed_at", "item", "answer", "score", "highest", "band"], report.Forms.SelectMany(f => f.Answers
                .OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (IReadOnlyList<object?>)
                [f.Row.ShortTitle, f.Version, f.Language, f.Row.Occasion.ToString(), f.Row.StartedAt, f.Row.CompletedAt, a.Key, a.Value.Value, f.Row.Score, f.Row.Highest, f.Row.Band])));
            book.Add("course", ["t_ms", "at", "what_happened"], report.Events.Select(e => (IReadOnlyList<object?>)[e.TimeMs, e.At, ReportText.Words(e.Kind)]));
            book.Add("markers", ["t_ms", "kind", "text", "by", "written_at"], report.Notes.Select(n => (IReadOnlyList<object?>)[n.TimeMs, ReportText.Code(n.Kind), n.Text, n.By, n.At]));
            book.Add("samples", [.. SampleColumn.All.Select(c => c.Name)], report.Series.Emotions.Select(s => (IReadOnlyList<object?>)[.. SampleColumn.All.Select(c => c.Cell(report, s))]));
            book.Add("codebook", ["column", "unit_or_values", "meaning"], SampleColumn.All.Select(c => (IReadOnlyList<object?>)[c.Name, c.Unit, c.Meaning]));
        }

        cancel.ThrowIfCancellationRequested();
        using (var parts = new ZipArchive(whole, ZipArchiveMode.Update, leaveOpen: true))
            foreach (var part in parts.Entries) part.LastWriteTime = ZipMoment.Of;
        whole.Position = 0;
        whole.CopyTo(to);
    }

    private static IEnumerable<IReadOnlyList<object?>> Facts(SessionReport report)
    {
        yield return ["notice", SessionReport.Disclaimer];
        if (report.Subject.IsPseudonym) yield return ["dates", DeIdentification.Notice];
        yield return [report.Subject.IsPseudonym ? "pseudonym" : "patient", report.Subject.Name];
        yield return ["record_number", report.Subject.RecordNumber];
        yield return ["year_of_birth", report.Subject.BirthYear];
        yield return ["session", report.Session.PublicId.ToString()];
        yield return ["context", report.Session.Context.ToString().ToLowerInvariant()];
        yield return ["state", report.Session.State.ToString().ToLowerInvariant()];
        yield return ["started_at", report.Session.StartedAt];
        yield return ["duration_ms", report.Series.DurationMs];
        yield return ["coverage", report.Coverage?.ValidShare];
        yield return ["model", report.Session.ModelVersion];
        yield return ["rules", report.Findings.FirstOrDefault()?.Finding.RuleVersion ?? IndicatorOptions.RuleVersion];
        yield return ["report_made_at", report.CreatedAt];
        if (ReportText.Erased(report.Session) is not { } erased) yield break;
        yield return ["samples_erased", erased];
        yield return ["samples_erased_at", report.Session.SamplesErasedAt];
    }

    private static IEnumerable<IReadOnlyList<object?>> Parts(SessionReport report)
    {
        if (report.Parts is not { } parts) yield break;
        foreach (var row in Rows("whole", parts.Whole)) yield return row;
        foreach (var part in parts.InReadingOrder)
            foreach (var row in Rows(part.Context.ToString().ToLowerInvariant(), part.Signals)) yield return row;
    }

    private static IEnumerable<IReadOnlyList<object?>> Rows(string part, SessionSignals signals) => SignalKinds.All.Select(kind => (IReadOnlyList<object?>)
        [part, signals.ValidSeconds, signals.Coverage, kind.Title(), signals[kind].Value, kind.Unit(), signals[kind].WithheldBecause]);
}
