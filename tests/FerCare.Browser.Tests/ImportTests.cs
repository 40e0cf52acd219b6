using System.Diagnostics;
using FerCare.Affect;
using FerCare.Samples;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>A recording that was made elsewhere, imported in a real browser.</summary>
public sealed class ImportTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_clinician_imports_a_film_and_reviews_it_like_a_session()
    {
        var folder = Directory.CreateTempSubdirectory("fercare-browser-film-");
        try
        {
            var film = Path.Combine(folder.FullName, "film.webm");
            using (var shown = new ScriptedPatient((Emotion.Neutral, 4), (Emotion.Happy, 4))) SampleFilm.Write(shown, film);
            var text = Path.Combine(folder.FullName, "text.webm");
            await File.WriteAllTextAsync(text, "this is no film at all", TestContext.Current.CancellationToken);
            var clinician = await demonstration.ClinicianAsync();
            var page = clinician.Page;
            var pictures = new Pictures(page);
            await clinician.CreatePatientAsync("Sample patient F", "TEST-070");
            await clinician.GoAsync("/patients");
            await page.GetByText("Sample patient F").First.ClickAsync();
            await page.GetByTestId("open-import").ClickAsync();
            // The field hears a choice only from its script's start on, which comes a moment after it can be seen.
            await page.StandsAsync();
            for (var waited = Stopwatch.StartNew(); !await page.GetByTestId("import-file").EvaluateAsync<bool>("field => field._blazorInputFileNextFileId !== undefined"); await page.WaitForTimeoutAsync(50))
                waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), "the field for the film hears what is chosen");

            await page.GetByTestId("import-file").SetInputFilesAsync(text);
            await Expect(page.GetByTestId("import-start")).ToBeDisabledAsync();
            await page.GetByTestId("import-agreed").CheckAsync();
            await pictures.TakeAsync("import");
            await page.GetByTestId("import-start").ClickAsync();
            await Expect(page.GetByTestId("import-problem")).ToContainTextAsync("Expected a film");
            await page.GetByTestId("import-file").SetInputFilesAsync(film);
            await page.GetByTestId("import-start").ClickAsync();

            await Expect(page.GetByTestId("timeline-chart")).ToBeVisibleAsync(new() { Timeout = 120_000 });
            await Expect(page.GetByTestId("finding-stress")).ToContainTextAsync("s of valid frames, at least 120 s are needed", new() { Timeout = 30_000 });
            await Expect(page.GetByTestId("imported")).ToContainTextAsync("from a recording");
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
            await page.GoBackAsync();
            await page.GetByTestId("import-form").WaitForAsync();
            await page.FitsAsync(390);
            await pictures.TakeAsync("import-phone");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
