using SkiaSharp;

namespace FerCare.Reports.Pdf;

/// <summary>How a piece of text is set: points and colour.</summary>
internal sealed record TextStyle(float Size, bool Bold, SKColor Color)
{
    public static readonly TextStyle Title = new(21, true, Ink.Dark);
    public static readonly TextStyle Heading = new(13, true, Ink.Dark);
    public static readonly TextStyle SubHeading = new(10.5f, true, Ink.Dark);
    public static readonly TextStyle Body = new(9.5f, false, Ink.Dark);
    public static readonly TextStyle Strong = new(9.5f, true, Ink.Dark);
    public static readonly TextStyle Note = new(8.5f, false, Ink.Muted);
    public static readonly TextStyle Cell = new(8.5f, false, Ink.Dark);
    public static readonly TextStyle CellStrong = new(8.5f, true, Ink.Dark);
    public static readonly TextStyle Label = new(8.5f, true, Ink.Muted);

    /// <summary>Distance between base lines, points.</summary>
    public float LineHeight => Size * 1.36f;
}

/// <summary>Colours of the page. Text colours reach a contrast of 4.5 to 1 on white.</summary>
internal static class Ink
{
    public static readonly SKColor Dark = SKColor.Parse("#1B2430");
    public static readonly SKColor Muted = SKColor.Parse("#566173");
    public static readonly SKColor Rule = SKColor.Parse("#D5DAE1");
    public static readonly SKColor Panel = SKColor.Parse("#F4F6F9");
    public static readonly SKColor Brand = SKColor.Parse("#1F5E7A");
    public static readonly SKColor Alert = SKColor.Parse("#A8320A");
    public static readonly SKColor White = SKColors.White;

    public static SKPaint Fill(SKColor color) => new() { Color = color, IsAntialias = true };

    public static SKPaint Line(SKColor color, float width = 0.75f) => new() { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width };
}
