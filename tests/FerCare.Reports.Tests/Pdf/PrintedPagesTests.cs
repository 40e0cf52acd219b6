using System.Diagnostics;
using FerCare.Reports.Pdf;
using SkiaSharp;
using UglyToad.PdfPig;

namespace FerCare.Reports.Tests.Pdf;

/// <summary>The report as another program than ours draws it: Poppler, which is behind the document viewers of Linux desktops.</summary>
public sealed class PrintedPagesTests : IDisposable
{
    private const int DotsPerInch = 60;
    private const int Band = 12; // dots
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fercare-pages-");

    [Fact]
    public void Every_page_is_drawn_with_something_on_it_and_nothing_in_the_margin()
    {
        var file = Path.Combine(folder.FullName, "report.pdf");
        using (var to = File.Create(file)) new PdfReportWriter().Write(SampleReport.Of(), to, TestContext.Current.CancellationToken);

        var pages = Draw(file);

        using (var document = PdfDocument.Open(file)) pages.Count.ShouldBe(document.NumberOfPages);
        foreach (var page in pages)
        {
            using var picture = SKBitmap.Decode(page);
            (picture.Width, picture.Height).ShouldBe((497, 702), "A4"); // 210 x 297 mm, a dot begun is a dot
            var ink = Ink(picture, 0);
            ink.ShouldBeGreaterThan(1000, page);
            // A printer does not reach the outermost 5 mm; above, only the coloured band runs to the edge.
            Ink(picture, 12).ShouldBe(ink, page);
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private List<string> Draw(string file)
    {
        using var poppler = Process.Start(new ProcessStartInfo("pdftoppm", ["-r", $"{DotsPerInch}", "-png", file, Path.Combine(folder.FullName, "page")]) { RedirectStandardError = true })!;
        var complaints = poppler.StandardError.ReadToEnd();
        poppler.WaitForExit();
        poppler.ExitCode.ShouldBe(0, complaints);
        complaints.ShouldBeEmpty();
        return [.. Directory.EnumerateFiles(folder.FullName, "page*.png").Order(StringComparer.Ordinal)];
    }

    /// <summary>Dots that are not white, at least so many dots away from the edges at the sides and below, and below the band.</summary>
    private static int Ink(SKBitmap picture, int margin)
    {
        var ink = 0;
        for (var y = Band; y < picture.Height - margin; y++)
        {
            for (var x = margin; x < picture.Width - margin; x++)
            {
                var dot = picture.GetPixel(x, y);
                if (dot.Red < 245 || dot.Green < 245 || dot.Blue < 245) ink++;
            }
        }

        return ink;
    }
}
