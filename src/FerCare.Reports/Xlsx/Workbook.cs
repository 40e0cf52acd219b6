using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace FerCare.Reports.Xlsx;

/// <summary>
/// Writes an Excel workbook sheet by sheet, row by row, without holding it in memory. Texts are stored as texts and never as formulas, so that
/// nothing a person typed is ever computed; numbers and instants are stored as such.
/// </summary>
internal sealed class Workbook : IDisposable
{
    private const int LongestCell = 32_767;
    private const uint Plain = 0, Heading = 1, Instant = 2;
    private static readonly OpenXmlAttribute asText = new("t", "", "inlineStr");
    private readonly SpreadsheetDocument document;
    private readonly WorkbookPart book;
    private readonly Sheets sheets = new();
    private readonly CancellationToken cancel;

    public Workbook(Stream to, CancellationToken cancel)
    {
        this.cancel = cancel;
        document = SpreadsheetDocument.Create(to, SpreadsheetDocumentType.Workbook);
        book = document.AddWorkbookPart();
        book.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
    }

    /// <summary>Adds a sheet: column names in row 1, which stays in sight, then the rows; a cell is null, a text, a number, or an instant.</summary>
    /// <param name="name">At most 31 characters.</param>
    public void Add(string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var part = book.AddNewPart<WorksheetPart>();
        using (var writer = OpenXmlWriter.Create(part))
        {
            writer.WriteStartElement(new Worksheet());
            writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
            writer.WriteElement(new Columns(new Column { Min = 1, Max = (uint)columns.Count, Width = 16, CustomWidth = true }));
            writer.WriteStartElement(new SheetData());
            Row(writer, columns, Heading);
            foreach (var row in rows)
            {
                cancel.ThrowIfCancellationRequested();
                Row(writer, row, Plain);
            }

            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        sheets.Append(new Sheet { Id = book.GetIdOfPart(part), SheetId = (uint)sheets.ChildElements.Count + 1, Name = name });
    }

    public void Dispose()
    {
        book.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(sheets);
        document.Dispose();
    }

    private static void Row(OpenXmlWriter writer, IReadOnlyList<object?> cells, uint style)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells) Cell(writer, cell, style);
        writer.WriteEndElement();
    }

    private static void Cell(OpenXmlWriter writer, object? cell, uint style)
    {
        switch (cell)
        {
            case null:
                writer.WriteElement(new Cell());
                break;
            case string text:
                writer.WriteStartElement(new Cell { StyleIndex = style }, [asText]);
                writer.WriteElement(new InlineString(new Text(Printable(text)) { Space = SpaceProcessingModeValues.Preserve }));
                writer.WriteEndElement();
                break;
            case DateTimeOffset at:
                writer.WriteElement(new Cell { StyleIndex = Instant, CellValue = new CellValue(at.DateTime.ToOADate().ToString("R", CultureInfo.InvariantCulture)) });
                break;
            case IFormattable number:
                writer.WriteElement(new Cell { StyleIndex = style, CellValue = new CellValue(number.ToString(null, CultureInfo.InvariantCulture)) });
                break;
            default:
                throw new ArgumentException($"Cell: expected nothing, a text, a number or an instant, found {cell.GetType().Name}.");
        }
    }

    /// <summary>Control characters and halves of characters, which XML cannot hold, become spaces; a cell holds 32,767 characters.</summary>
    private static string Printable(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // A half of a character is told as U+FFFD by then.
            var written = rune.ToString();
            plain.Append(Rune.IsControl(rune) || written.Length == 1 && !XmlConvert.IsXmlChar(written[0]) ? " " : written);
        }

        return plain.Length <= LongestCell ? plain.ToString() : plain.ToString(0, char.IsHighSurrogate(plain[LongestCell - 1]) ? LongestCell - 1 : LongestCell);
    }

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "yyyy\\-mm\\-dd\\ hh:mm:ss" }) { Count = 1 },
        new Fonts(new Font(new FontSize { Val = 11 }, new FontName { Val = "Calibri" }), new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "Calibri" })) { Count = 2 },
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })) { Count = 2 },
        new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())) { Count = 1 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(
            new CellFormat { FormatId = 0 },
            new CellFormat { FormatId = 0, FontId = 1, ApplyFont = true },
            new CellFormat { FormatId = 0, NumberFormatId = 164, ApplyNumberFormat = true }) { Count = 3 });
}
