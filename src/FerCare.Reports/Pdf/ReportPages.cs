using SkiaSharp;

namespace FerCare.Reports.Pdf;

/// <summary>
/// A4 pages that fill from top to bottom. They are recorded first and written at the end, when their number is known. All lengths
/// are points.
/// </summary>
internal sealed class ReportPages : IDisposable
{
    public const float Width = 595.28f, Height = 841.89f, Left = 48, Right = Width - 48, Top = 50, Bottom = Height - 58;
    public const float TextWidth = Right - Left;

    private readonly ReportFonts fonts = new();
    private readonly List<SKPicture> finished = [];
    private SKPictureRecorder recorder = new();

    public ReportPages() => Canvas = Begin();

    public SKCanvas Canvas { get; private set; }

    /// <summary>Where the next thing is drawn.</summary>
    public float Y { get; set; } = Top;

    /// <summary>Starts a new page unless so much is still free on this one.</summary>
    public void Need(float height)
    {
        if (Y + height > Bottom && Y > Top) BreakPage();
    }

    /// <summary>Goes on at the top of a new page.</summary>
    public void BreakPage()
    {
        finished.Add(recorder.EndRecording());
        recorder.Dispose();
        recorder = new();
        Canvas = Begin();
        Y = Top;
    }

    /// <summary>Width of a text on one line.</summary>
    public float Measure(string text, TextStyle style)
    {
        using var font = fonts.Font(style);
        return font.MeasureText(fonts.Showable(text));
    }

    /// <summary>One line with its base line at the given height, aligned at x.</summary>
    public void Line(string text, TextStyle style, float x, float baseline, SKTextAlign align = SKTextAlign.Left)
    {
        using var font = fonts.Font(style);
        using var paint = Ink.Fill(style.Color);
        Canvas.DrawText(fonts.Showable(text), x, baseline, align, font, paint);
    }

    /// <summary>The lines into which a text breaks; words that are too long break anywhere.</summary>
    public IReadOnlyList<string> Wrap(string text, TextStyle style, float width)
    {
        using var font = fonts.Font(style);
        var lines = new List<string>();
        var line = "";
        foreach (var word in fonts.Showable(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (font.MeasureText(longer) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0) lines.Add(line);
            line = word;
            while (font.MeasureText(line) > width)
            {
                var fits = Fitting(line, font, width);
                lines.Add(line[..fits]);
                line = line[fits..];
            }
        }

        lines.Add(line);
        return lines;
    }

    /// <summary>A paragraph over the given width, which may run on to the next page.</summary>
    public void Paragraph(string text, TextStyle style, float x = Left, float? width = null, float after = 4)
    {
        foreach (var line in Wrap(text, style, width ?? Right - x))
        {
            Need(style.LineHeight);
            Y += style.LineHeight;
            Line(line, style, x, Y - style.LineHeight * 0.26f);
        }

        Y += after;
    }

    /// <summary>A heading that never stands alone at the foot of a page.</summary>
    public void Heading(string text, TextStyle style, float keepWith = 60)
    {
        Need(style.LineHeight + 10 + keepWith);
        Y += Y > Top ? 10 : 0;
        Paragraph(text, style, after: 3);
    }

    /// <summary>Writes all pages as PDF, calling back for what stands on each.</summary>
    public void WriteTo(Stream stream, SKDocumentPdfMetadata about, Action<ReportPages, int, int> onEach)
    {
        finished.Add(recorder.EndRecording());
        using var managed = new SKManagedWStream(stream);
        using var document = SKDocument.CreatePdf(managed, about) ?? throw new InvalidOperationException("PDF: expected a document to write to, found none.");
        for (var i = 0; i < finished.Count; i++)
        {
            Canvas = document.BeginPage(Width, Height);
            Canvas.DrawPicture(finished[i]);
            onEach(this, i + 1, finished.Count);
            document.EndPage();
        }

        document.Close();
    }

    public void Dispose()
    {
        foreach (var page in finished) page.Dispose();
        recorder.Dispose();
        fonts.Dispose();
    }

    private SKCanvas Begin() => recorder.BeginRecording(new SKRect(0, 0, Width, Height));

    private static int Fitting(string word, SKFont font, float width)
    {
        var fits = 1;
        while (fits < word.Length && font.MeasureText(word.AsSpan(0, fits + 1)) <= width) fits++;
        return fits < word.Length && char.IsLowSurrogate(word[fits]) ? fits + 1 : fits;
    }
}
