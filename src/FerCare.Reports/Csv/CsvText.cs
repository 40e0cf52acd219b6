using System.Globalization;
using CsvHelper;

namespace FerCare.Reports.Csv;

/// <summary>What all CSV files of the product have in common: UTF-8 without a byte order mark, commas, header in row 1, invariant numbers.</summary>
internal static class CsvText
{
    private static readonly CsvWriterOptions options = new() { FormatProvider = CultureInfo.InvariantCulture, WriteByteOrderMark = false, Injection = CsvInjection.None };

    /// <summary>A writer that leaves the stream open. Its own protection would also touch negative numbers written as text; see <see cref="Inert"/>.</summary>
    public static CsvWriter Writer(Stream to) => CsvWriter.Create(to, options, leaveOpen: true);

    /// <summary>
    /// Text that no spreadsheet takes for a formula: where it begins with one of the signs that start one, an apostrophe is put in front.
    /// Line breaks and other control characters become spaces. Only for texts; a negative number stays a number.
    /// </summary>
    public static string Inert(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var starts = text.TrimStart() is [var first, ..] && "=+-@＝＋－＠|%".Contains(first) || char.IsControl(text[0]);
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return starts ? $"'{plain}" : plain;
    }

    /// <summary>An instant as ISO 8601 with its offset; empty where there is none.</summary>
    public static string Moment(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) ?? "";

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
