using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>A patient's trend in a real browser: its points by keyboard, and a new baseline with its reason.</summary>
public sealed class TrendTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    private const string Reason = "The camera stands higher now.";

    [Fact]
    public async Task Arrow_keys_move_between_the_points_and_a_new_baseline_needs_a_reason_that_stays()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient B").First.ClickAsync();
        await page.GetByTestId("open-trend").ClickAsync();
        await Expect(page.GetByTestId("trend-heading")).ToBeVisibleAsync();
        var points = page.Locator("[data-panel='sessions'] a.trend-point");
        // The script has come when only one point of a panel is a stop for the Tab key.
        await Expect(points.First).ToHaveAttributeAsync("tabindex", "-1", new() { Timeout = 30_000 });
        await points.Last.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(points.First).ToBeFocusedAsync();
        await Expect(page.Locator(".trend-tip")).ToContainTextAsync("baseline session");
        await new Pictures(page).TakeAsync("trend");

        await page.GetByTestId("reset-baseline").First.ClickAsync();
        await page.GetByTestId("reset-confirm").ClickAsync();
        await Expect(page.GetByTestId("reset-reason")).ToBeVisibleAsync();
        await page.GetByTestId("reset-reason").FillAsync(Reason);
        await page.GetByTestId("reset-confirm").ClickAsync();
        await Expect(page.GetByTestId("reset-history")).ToContainTextAsync(Reason);
        await Expect(page.GetByTestId("baseline")).ToContainTextAsync("0 of 3 valid sessions so far");
        await points.First.PressAsync("Enter");
        await Expect(page.GetByTestId("session-facts")).ToBeVisibleAsync();
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
