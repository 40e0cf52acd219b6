namespace FerCare.Web.Tests.Reporting;

public sealed class ReportDownloadTests
{
    [Fact]
    public async Task A_session_downloads_as_pdf_and_as_csv_with_a_row_for_each_sample()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north, "Sample patient N"), seconds: 10);
        using var browser = await app.SignedInAsync("north");

        using var pdf = await browser.GetAsync($"/sessions/{session.PublicId}/report.pdf");
        using var csv = await browser.GetAsync($"/sessions/{session.PublicId}/report.csv");

        pdf.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        (await pdf.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        pdf.Headers.CacheControl!.NoStore.ShouldBeTrue();
        pdf.Content.Headers.ContentDisposition!.FileName!.ShouldNotContain("Sample");
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var rows = (await csv.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(1 + 50);
        rows[0].ShouldContain("p_happy");
    }
}
