using System.Globalization;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;

namespace FerCare.Reports.Csv;

/// <summary>The signals of a session and of each of its parts as CSV, one row for each part and signal; only the header for a session that was not assessed or whose samples are erased.</summary>
public sealed class PartCsvWriter : IReportWriter
{
    private static readonly string[] Columns =
        ["session", "part", "usable_seconds", "coverage", "counts_for_findings", "signal", "value", "unit", "withheld_because", "adult_mean", "adult_mean_source", "rules", "notice"];

    public string ContentType => "text/csv; charset=utf-8";

    public string Extension => "parts.csv";

    public void Write(SessionReport report, Stream to, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        using var csv = CsvText.Writer(to);
        foreach (var column in Columns) csv.WriteField(column);
        csv.EndRecord();
        if (report.Parts is not { } parts) return;
        Write(csv, report, "whole", parts.Whole, report.Signals is { Counted: null }, null);
        foreach (var part in parts.InReadingOrder)
            Write(csv, report, part.Context.ToString().ToLowerInvariant(), part.Signals, report.RestsOn(part), part.Context.UsualBlinkRate());
    }

    private static void Write(CsvHelper.CsvWriter csv, SessionReport report, string part, SessionSignals signals, bool counts, double? usualBlinkRate)
    {
        foreach (var kind in SignalKinds.All)
        {
            var adults = kind == SignalKind.BlinkRate ? usualBlinkRate : null;
            csv.WriteField(report.Session.PublicId.ToString());
            csv.WriteField(part);
            csv.WriteField(CsvText.Number(signals.ValidSeconds, "0.#"));
            csv.WriteField(CsvText.Number(signals.Coverage, "0.###"));
            csv.WriteField(counts ? "1" : "0");
            csv.WriteField(kind.Title());
            csv.WriteField(signals[kind].Value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "");
            csv.WriteField(kind.Unit());
            csv.WriteField(CsvText.Inert(signals[kind].WithheldBecause));
            csv.WriteField(adults?.ToString("0.#", CultureInfo.InvariantCulture) ?? "");
            csv.WriteField(adults is null ? "" : SegmentContexts.BlinkRateSource);
            csv.WriteField(IndicatorOptions.RuleVersion);
            csv.WriteField(SessionReport.Disclaimer);
            csv.EndRecord();
        }
    }
}
