namespace FerCare.Reports.Csv;

/// <summary>The codebook beside the sample file: one row for each of its columns.</summary>
public sealed class CodebookWriter : IReportWriter
{
    public string ContentType => "text/csv; charset=utf-8";

    public string Extension => "codebook.csv";

    public void Write(SessionReport report, Stream to, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        using var csv = CsvText.Writer(to);
        foreach (var heading in (string[])["column", "unit_or_values", "meaning"]) csv.WriteField(heading);
        csv.EndRecord();
        foreach (var column in SampleColumn.All)
        {
            csv.WriteField(column.Name);
            csv.WriteField(column.Unit);
            csv.WriteField(column.Meaning);
            csv.EndRecord();
        }
    }
}
