using SkiaSharp;

namespace FerCare.Reports.Pdf;

/// <summary>One column: its heading, its share of the width and which way it is set.</summary>
internal sealed record PdfColumn(string Title, float Share, bool Right = false);

/// <summary>A table whose heading is repeated where it runs on to the next page.</summary>
internal static class PdfTable
{
    private const float Padding = 4;

    public static void Draw(ReportPages pages, IReadOnlyList<PdfColumn> columns, IEnumerable<IReadOnlyList<string>> rows, float left = ReportPages.Left)
    {
        var width = ReportPages.Right - left;
        var sum = columns.Sum(c => c.Share);
        float[] widths = [.. columns.Select(c => c.Share / sum * width)];
        var headed = false;
        foreach (var row in rows)
        {
            IReadOnlyList<string>[] cells = [.. row.Select((text, i) => pages.Wrap(text, TextStyle.Cell, widths[i] - 2 * Padding))];
            var height = cells.Max(c => c.Count) * TextStyle.Cell.LineHeight + 2 * Padding - 1;
            var before = pages.Y;
            pages.Need(height + (headed ? 0 : 20));
            if (!headed || pages.Y < before) Head(pages, columns, widths, left);
            headed = true;
            Row(pages, columns, widths, left, cells, height);
        }

        pages.Y += 6;
    }

    private static void Head(ReportPages pages, IReadOnlyList<PdfColumn> columns, float[] widths, float left)
    {
        var height = TextStyle.Label.LineHeight + 2 * Padding - 1;
        using (var panel = Ink.Fill(Ink.Panel)) pages.Canvas.DrawRect(left, pages.Y, ReportPages.Right - left, height, panel);
        var x = left;
        for (var i = 0; i < columns.Count; x += widths[i++])
            pages.Line(columns[i].Title, TextStyle.Label, At(x, widths[i], columns[i]), pages.Y + Padding + TextStyle.Label.Size * 0.95f, Align(columns[i]));
        pages.Y += height;
    }

    private static void Row(ReportPages pages, IReadOnlyList<PdfColumn> columns, float[] widths, float left, IReadOnlyList<string>[] cells, float height)
    {
        var x = left;
        for (var i = 0; i < columns.Count; x += widths[i++])
            for (var line = 0; line < cells[i].Count; line++)
                pages.Line(cells[i][line], i == 0 ? TextStyle.CellStrong : TextStyle.Cell, At(x, widths[i], columns[i]),
                    pages.Y + Padding + TextStyle.Cell.Size * 0.95f + line * TextStyle.Cell.LineHeight, Align(columns[i]));
        pages.Y += height;
        using var rule = Ink.Line(Ink.Rule, 0.5f);
        pages.Canvas.DrawLine(left, pages.Y, ReportPages.Right, pages.Y, rule);
    }

    private static float At(float x, float width, PdfColumn column) => column.Right ? x + width - Padding : x + Padding;

    private static SKTextAlign Align(PdfColumn column) => column.Right ? SKTextAlign.Right : SKTextAlign.Left;
}
