using FerCare.Affect;
using FerCare.Affect.Indicators;
using FerCare.Clinic.Sessions;

namespace FerCare.Reports.Csv;

/// <summary>The classified samples of a session as CSV, one row each, and none where they are erased; <see cref="CodebookWriter"/> explains the columns.</summary>
public sealed class CsvReportWriter : IReportWriter
{
    public string ContentType => "text/csv; charset=utf-8";

    public string Extension => "csv";

    public void Write(SessionReport report, Stream to, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        using var csv = CsvText.Writer(to);
        foreach (var column in SampleColumn.All) csv.WriteField(column.Name);
        csv.EndRecord();
        foreach (var sample in report.Series.Emotions)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var column in SampleColumn.All) csv.WriteField(column.Value(report, sample));
            csv.EndRecord();
        }
    }
}

/// <summary>One column of the sample file with what the codebook says of it.</summary>
/// <param name="Value">As it stands in a CSV file: formulas made inert.</param>
internal sealed record SampleColumn(string Name, string Unit, string Meaning, Func<SessionReport, EmotionSample, string> Value)
{
    /// <summary>A column of numbers.</summary>
    private SampleColumn(string name, string unit, string meaning, Func<EmotionSample, double?> number, string format)
        : this(name, unit, meaning, (_, sample) => number(sample) is { } value ? CsvText.Number(value, format) : "") => Number = number;

    private Func<EmotionSample, double?>? Number { get; }

    /// <summary>As it stands in a workbook: a number as a number, null where there is none.</summary>
    public object? Cell(SessionReport report, EmotionSample sample) => Number is null ? Value(report, sample) : Number(sample) is { } value ? Math.Round(value, 4) : null;

    public static readonly IReadOnlyList<SampleColumn> All =
    [
        new("session", "", "Public id of the session", (r, _) => r.Session.PublicId.ToString()),
        new("patient", "", "Name or pseudonym of the patient", (r, _) => CsvText.Inert(r.Subject.Name)),
        new("record_number", "", "The clinic's number of the patient; empty in a pseudonymous export", (r, _) => CsvText.Inert(r.Subject.RecordNumber)),
        new("context", "rest, conversation or reading", "What the session was planned for", (r, _) => r.Session.Context.ToString().ToLowerInvariant()),
        new("started_at", "ISO 8601", "Instant of the session's first frame; in a de-identified file moved by a number of days that is the same for everything about the patient", (r, _) => CsvText.Moment(r.Session.StartedAt)),
        new("t_ms", "milliseconds", "Time since the session's first frame", s => s.TimeMs, "0"),
        new("part", "baseline, rest, conversation or reading", "What the patient did at this moment: as marked, before the first mark as planned; empty where a neutral part was broken off and in a session that was not assessed", (r, s) => PartAt(r, s.TimeMs)),
        new("in_baseline", "0 or 1", "1 while the patient was asked to look neutral, in attempts that were broken off too", (r, s) => r.Series.Neutral.Any(n => n.Contains(s.TimeMs)) ? "1" : "0"),
        new("quality", "words joined by a space; \"valid\" if none", "Why the frame is not valid, or not fully", (_, s) => s.Quality.IsValid() ? "valid" : string.Join(' ', s.Quality.Names())),
        .. Emotions.All.Select(e => new SampleColumn($"p_{e.NameOf()}", "probability, 0 to 1", $"Probability of the expression \"{e.NameOf()}\" as the network gave it, not smoothed; empty without a single usable face",
            s => s.Emotions is { } emotions ? emotions[e] : null, "0.####")),
        new("top", "one of the seven", "The most probable expression; empty without a single usable face", (_, s) => s.Emotions?.Top.NameOf() ?? ""),
        new("valence_proxy", "-1 to 1", "p_happy less the largest of p_sad, p_angry, p_fear, p_disgust; not arousal", s => s.Emotions?.Valence, "0.####"),
        new("model", "", "Name and version of the network", (r, _) => CsvText.Inert(r.Session.ModelVersion)),
        new("rules", "", "Version of the rules for signals and indicators", (r, _) => r.Findings.FirstOrDefault()?.Finding.RuleVersion ?? IndicatorOptions.RuleVersion),
        new("notice", "", "What this file is not", (_, _) => SessionReport.Disclaimer),
        new("markers", $"joined by a space: {string.Join(", ", Enum.GetValues<MarkerKind>().Select(ReportText.Code))}",
            "Markers and notes that clinicians set from this sample until the next one; the first sample holds those before it", (r, s) => string.Join(' ', NotesAt(r, s).Select(n => ReportText.Code(n.Kind)))),
        new("notes", "joined by \" / \"", "What was written to them; empty in a de-identified file", (r, s) => CsvText.Inert(string.Join(" / ", NotesAt(r, s).Where(n => n.Text is not null).Select(n => n.Text)))),
        new("state", $"one of {string.Join(", ", Enum.GetValues<SessionState>().Select(Code))}", "How the session stood when the file was made; withdrawn where the patient took the consent back", (r, _) => Code(r.Session.State)),
    ];

    private static string Code(SessionState state) => state.ToString().ToLowerInvariant();

    private static string PartAt(SessionReport report, long timeMs)
    {
        foreach (var part in report.Parts?.Parts ?? [])
            foreach (var span in part.Spans)
                if (span.Contains(timeMs)) return part.Context.ToString().ToLowerInvariant();
        return "";
    }

    /// <summary>Every note stands at one sample, also where it was set in a gap.</summary>
    private static IEnumerable<NoteLine> NotesAt(SessionReport report, EmotionSample sample)
    {
        if (report.Notes.Count == 0) return [];
        var samples = report.Series.Emotions;
        var (low, high) = (0, samples.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (samples[middle].TimeMs <= sample.TimeMs) low = middle + 1;
            else high = middle;
        }

        // low is the next sample.
        var from = low <= 1 ? long.MinValue : sample.TimeMs;
        var to = low < samples.Count ? samples[low].TimeMs : long.MaxValue;
        return report.Notes.Where(n => n.TimeMs >= from && n.TimeMs < to);
    }
}
