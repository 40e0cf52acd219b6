using System.Diagnostics;
using FerCare.Reports.Pdf;
using SkiaSharp;
using UglyToad.PdfPig;

namespace FerCare.Reports.Tests.Pdf;

/// <summary>The report as another program than ours draws it: Poppler, which is behind the document viewers of Linux desktops.</summary>
public sealed class PrintedPagesTests : IDisposable
{
    private const int DotsPerInch = 60;
    private const int DotsPerInchForPeople = 110;
    private const int Band = 12; // dots
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fercare-pages-");

    [Fact]
    public void Every_page_is_drawn_with_something_on_it_and_nothing_in_the_margin()
    {
        var file = Path.Combine(folder.FullName, "report.pdf");
        using (var to = File.Create(file)) new PdfReportWriter().Write(SampleReport.Of(), to, TestContext.Current.CancellationToken);

        Show(file);
        var pages = Draw(file, "page", DotsPerInch);

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

    /// <summary>Leaves the pages under artifacts/pictures, where people look at them, beside what the tests in a browser leave there.</summary>
    private void Show(string file)
    {
        var shown = Directory.CreateDirectory(Repository.At("artifacts", "pictures")).FullName;
        foreach (var former in Directory.EnumerateFiles(shown, "report-page*.png")) File.Delete(former);
        foreach (var page in Draw(file, "report-page", DotsPerInchForPeople)) File.Copy(page, Path.Combine(shown, Path.GetFileName(page)), overwrite: true);
    }

    private List<string> Draw(string file, string name, int dotsPerInch)
    {
        using var poppler = Process.Start(new ProcessStartInfo("pdftoppm", ["-r", $"{dotsPerInch}", "-png", file, Path.Combine(folder.FullName, name)]) { RedirectStandardError = true })!;
        var complaints = poppler.StandardError.ReadToEnd();
        poppler.WaitForExit();
        poppler.ExitCode.ShouldBe(0, complaints);
        complaints.ShouldBeEmpty();
        return [.. Directory.EnumerateFiles(folder.FullName, $"{name}*.png").Order(StringComparer.Ordinal)];
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
