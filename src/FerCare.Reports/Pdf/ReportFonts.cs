using System.Text;
using SkiaSharp;

namespace FerCare.Reports.Pdf;

/// <summary>The embedded typeface (Source Sans 3, SIL Open Font License) in two weights: a report looks the same on every machine.</summary>
internal sealed class ReportFonts : IDisposable
{
    private readonly SKTypeface regular, bold;
    private readonly SKFont glyphs;

    public ReportFonts()
    {
        regular = Load("SourceSans3-Regular.ttf");
        bold = Load("SourceSans3-Bold.ttf");
        glyphs = new SKFont(regular);
    }

    /// <summary>The font of a style; the caller disposes of it.</summary>
    public SKFont Font(TextStyle style) => new(style.Bold ? bold : regular, style.Size) { Subpixel = true, Hinting = SKFontHinting.None };

    /// <summary>
    /// The text on one line with only what can be shown: control and direction characters become spaces or vanish, so that hostile
    /// text cannot rearrange the page; characters that the typeface lacks become a replacement sign.
    /// </summary>
    public string Showable(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)) shown.Append(rune.Value == 0xA0 ? '\u00A0' : ' ');
            else if (Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format) continue;
            else shown.Append(glyphs.ContainsGlyph(rune.Value) ? rune.ToString() : "?");
        }

        return shown.ToString();
    }

    public void Dispose()
    {
        glyphs.Dispose();
        regular.Dispose();
        bold.Dispose();
    }

    private static SKTypeface Load(string name)
    {
        using var file = typeof(ReportFonts).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name}: expected it among the embedded fonts, found none.");
        return SKTypeface.FromStream(file) ?? throw new InvalidOperationException($"{name}: expected a TrueType font, found something else.");
    }
}
