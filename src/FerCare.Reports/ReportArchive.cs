using System.IO.Compression;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Reports.Csv;

namespace FerCare.Reports;

/// <summary>What an archive of several sessions is to hold.</summary>
/// <param name="Sessions">Public ids; those of another team are left out.</param>
/// <param name="Writers">One file for each session and writer.</param>
/// <param name="Identified">With names and true dates.</param>
public sealed record ArchiveOrder(IReadOnlyList<Guid> Sessions, IReadOnlyList<IReportWriter> Writers, bool Identified);

/// <summary>Writes the reports of several sessions into one zip file: a folder for each patient, a list of all sessions, and the codebook.</summary>
public sealed class ReportArchive(SessionReportBuilder reports)
{
    private static readonly string[] columns =
        ["patient", "session", "folder", "context", "state", "started_at", "duration_ms", "coverage", "depression_pattern", "depression_index", "stress_pattern", "stress_index", "model", "rules", "notice",
        "depression_review", "stress_review", "samples_erased", "samples_erased_at"];

    /// <summary>Writes the archive and leaves the stream open.</summary>
    /// <param name="finished">Told the number of sessions written, after each.</param>
    /// <returns>The number of sessions in it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled, perhaps in the middle of a session; what was written so far is no archive.</exception>
    public async Task<int> WriteAsync(CareScope scope, ArchiveOrder order, Stream to, IProgress<int>? finished = null, CancellationToken cancel = default)
    {
        await using var archive = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        using var list = new MemoryStream();
        var written = 0;
        await using (var csv = CsvText.Writer(list))
        {
            foreach (var column in columns) csv.WriteField(column);
            csv.EndRecord();
            SessionReport? last = null;
            // In the true order of time the dates of one patient would bound the shifts of the others.
            foreach (var session in order.Identified ? order.Sessions : [.. order.Sessions.OrderBy(DeIdentification.IdOf)])
            {
                cancel.ThrowIfCancellationRequested();
                if (await reports.BuildAsync(scope, session, order.Identified, cancel) is not { } report) continue;
                var folder = $"{FileNameOf(report.Subject)}/{report.FileName}";
                foreach (var writer in order.Writers.Where(w => w is not CodebookWriter)) await AddAsync(archive, $"{folder}.{writer.Extension}", writer, report, cancel);
                foreach (var field in Row(report, folder)) csv.WriteField(field);
                csv.EndRecord();
                last = report;
                finished?.Report(++written);
            }

            if (last is not null && order.Writers.Any(w => w is CsvReportWriter or CodebookWriter)) await AddAsync(archive, "codebook.csv", new CodebookWriter(), last, cancel);
        }

        list.Position = 0;
        await using var entry = await EntryAsync(archive, "sessions.csv", cancel);
        await list.CopyToAsync(entry, cancel);
        return written;
    }

    /// <summary>All entries bear the same moment: that of the export would tell something of when the sessions were.</summary>
    private static Task<Stream> EntryAsync(ZipArchive archive, string name, CancellationToken cancel)
    {
        var entry = archive.CreateEntry(name);
        entry.LastWriteTime = ZipMoment.Of;
        return entry.OpenAsync(cancel);
    }

    private static async Task AddAsync(ZipArchive archive, string name, IReportWriter writer, SessionReport report, CancellationToken cancel)
    {
        await using var entry = await EntryAsync(archive, name, cancel);
        using var whole = new MemoryStream();
        // A long session takes seconds in some formats: whoever cancels does not wait for the end of it.
        writer.Write(report, whole, cancel);
        whole.Position = 0;
        await whole.CopyToAsync(entry, cancel);
    }

    private static IEnumerable<string> Row(SessionReport report, string folder)
    {
        var depression = report.Findings.FirstOrDefault(f => f.Finding.Kind == IndicatorKind.DepressionPattern);
        var stress = report.Findings.FirstOrDefault(f => f.Finding.Kind == IndicatorKind.StressPattern);
        return
        [
            CsvText.Inert(report.Subject.Name), report.Session.PublicId.ToString(), folder, report.Session.Context.ToString().ToLowerInvariant(), report.Session.State.ToString().ToLowerInvariant(),
            CsvText.Moment(report.Session.StartedAt), CsvText.Number(report.Series.DurationMs, "0"), report.Coverage is { } coverage ? CsvText.Number(coverage.ValidShare, "0.###") : "",
            depression?.Finding.Status.Title() ?? "", Index(depression), stress?.Finding.Status.Title() ?? "", Index(stress),
            CsvText.Inert(report.Session.ModelVersion), depression?.Finding.RuleVersion ?? IndicatorOptions.RuleVersion, SessionReport.Disclaimer,
            // At the end: programs read the others by their place.
            Review(depression), Review(stress), report.Session.SamplesErasedBecause?.ToString().ToLowerInvariant() ?? "", CsvText.Moment(report.Session.SamplesErasedAt),
        ];
    }

    private static string Review(StoredFinding? stored) => stored?.Review.ToString().ToLowerInvariant() ?? "";

    private static string Index(StoredFinding? stored) => stored?.Finding.Index is { } index ? CsvText.Number(index, "0.###") : "";

    /// <summary>A folder's name that no file system refuses: a pseudonym as it is, else the record number's letters and digits.</summary>
    private static string FileNameOf(ReportSubject subject)
    {
        var plain = string.Concat((subject.IsPseudonym ? subject.Name : $"Patient {subject.RecordNumber}").Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        return plain.Trim('-') is { Length: > 0 } name ? name : "patient";
    }
}
