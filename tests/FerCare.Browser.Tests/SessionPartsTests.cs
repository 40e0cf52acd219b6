using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>The parts of a session in review: marked, shown beside the whole session, and assessed again.</summary>
public sealed class SessionPartsTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_mark_set_in_review_gives_its_part_figures_of_its_own_and_the_session_is_assessed_again_by_a_button()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient B").First.ClickAsync();
        await page.GetByTestId("open-review").First.ClickAsync();
        await page.GetByTestId("signals").Locator("summary").ClickAsync();
        await Expect(page.GetByTestId("signal-BlinkRate")).ToContainTextAsync("26 (Bentivoglio et al. 1997)", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("part-coverage").Locator("td")).ToHaveCountAsync(3);
        await Expect(page.GetByTestId("up-to-date")).ToBeVisibleAsync();

        await page.GetByTestId("context-marks").Locator("summary").ClickAsync();
        await page.GetByTestId("mark-at").FillAsync("3:10");
        await page.GetByTestId("mark-doing").SelectOptionAsync("Reading");
        await page.GetByTestId("mark-add").ClickAsync();

        await Expect(page.GetByTestId("part-coverage").Locator("td")).ToHaveCountAsync(4);
        await Expect(page.GetByTestId("signal-BlinkRate")).ToContainTextAsync("4.5 (Bentivoglio et al. 1997)");
        await Expect(page.GetByTestId("stale")).ToContainTextAsync("marked otherwise");
        await page.GetByTestId("assess-session").ClickAsync();
        await Expect(page.GetByTestId("assessed-again")).ToContainTextAsync("1 session assessed again; 1 has new findings", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("stale")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("like-with-like")).ToContainTextAsync("only the parts marked as conversation count");
        await Expect(page.GetByTestId("finding-stress").GetByTestId("earlier-assessments")).ToBeVisibleAsync();
        await new Pictures(page).TakeAsync("review-parts");

        await page.FitsAsync(390);
        await new Pictures(page).TakeAsync("review-parts-phone");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
