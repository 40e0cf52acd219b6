using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>Two sessions of one patient beside each other in a real browser.</summary>
public sealed class CompareTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task Both_charts_show_the_same_stretch_and_a_patient_s_page_leads_to_them()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        var watch = await PageWatch.OfAsync(page);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient A").First.ClickAsync();
        await page.GetByTestId("open-compare").ClickAsync();
        ILocator first = page.GetByTestId("compared-1"), second = page.GetByTestId("compared-2");
        foreach (var side in new[] { first, second }) await Expect(side.GetByTestId("timeline-chart")).ToHaveAttributeAsync("data-width", "1000", new() { Timeout = 30_000 });
        var whole = await first.GetByTestId("zoom-view").InnerTextAsync();
        await Expect(second.GetByTestId("zoom-view")).ToHaveTextAsync(whole);
        await Expect(page.GetByTestId("compare-findings")).ToContainTextAsync("Depression-pattern indicator");
        await PicturesAsync(page, "compare");

        await first.GetByTestId("zoom-in").ClickAsync();
        await Expect(first.GetByTestId("zoom-view")).Not.ToHaveTextAsync(whole);
        await Expect(second.GetByTestId("zoom-view")).ToHaveTextAsync(await first.GetByTestId("zoom-view").InnerTextAsync());
        await second.GetByTestId("zoom-whole").FocusAsync();
        await page.Keyboard.PressAsync("0");
        await Expect(first.GetByTestId("zoom-view")).ToHaveTextAsync(whole);

        var oldest = await page.GetByTestId("compare-first").Locator("option").Last.GetAttributeAsync("value");
        await page.GetByTestId("compare-first").SelectOptionAsync(oldest!);
        await page.GetByTestId("compare-show").ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"first={oldest}&second="));
        await page.StandsAsync();
        await Expect(first.GetByRole(AriaRole.Link).First).ToHaveAttributeAsync("href", $"/sessions/{oldest}/review");
        await Expect(page.GetByTestId("compare-swap")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex($"second={oldest}"));
        await page.GetByTestId("compare-swap").ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"second={oldest}"));
        await Expect(page.GetByTestId("compare-second")).ToHaveValueAsync(oldest!);
        await Expect(second.GetByRole(AriaRole.Link).First).ToHaveAttributeAsync("href", $"/sessions/{oldest}/review");
        watch.Heard.ShouldBeEmpty();
    }

    // Phone and desk, light and dark.
    private static async Task PicturesAsync(IPage page, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            foreach (var width in new[] { 390, 1280 })
            {
                await page.FitsAsync(width, 900);
                await new Pictures(page).TakeAsync($"{name}-{width}-{scheme}".ToLowerInvariant());
            }
        }
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static IPageAssertions Expect(IPage page) => Assertions.Expect(page);
}
