using System.Diagnostics;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>What tests ask of any page: that it stands, and that it fits its window.</summary>
internal static class OpenPage
{
    // A page with a line to the server is drawn once more when that stands, and its buttons do nothing before.
    // What it has not loaded yet stands there as a sketch, and a chart that is not drawn yet says so, too. The scripts of a trend and of
    // a scrubber have come when the points are stops for the Tab key or none, and when the slider says where it stands.
    private const string Ready = "html:not(:has([data-testid='loading'], .sheet[aria-busy='true'], .chart[aria-busy='true']:not([hidden]), a.trend-point:not([tabindex]), [data-testid='scrub']:not([aria-valuetext]))):is(:not(:has(script[src*='blazor.web'])), :has([data-connected]))";
    private static readonly TimeSpan LongestChange = TimeSpan.FromSeconds(15);

    public static async Task OpenAsync(this IPage page, Uri address)
    {
        await page.GotoAsync(address.ToString());
        await page.StandsAsync();
    }

    /// <summary>Waits until a page that is being opened has its line to the server, where it needs one, and everything it loads.</summary>
    public static async Task StandsAsync(this IPage page)
    {
        // First the whole document: one that is still being read has not come to its scripts, and looks like a page that needs no line.
        await page.WaitForLoadStateAsync(LoadState.Load);
        await page.Locator(Ready).WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>
    /// Waits besides until a page has asked for nothing for half a second: for whoever looks for what must not be there, and would
    /// not see it if it came late.
    /// </summary>
    public static async Task RestsAsync(this IPage page)
    {
        await page.StandsAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    /// <summary>Makes the window as wide as a telephone's or a desk's, and waits until nothing on the page is wider: charts are drawn anew when they notice.</summary>
    /// <param name="width">In pixels of the page.</param>
    public static async Task FitsAsync(this IPage page, int width, int height = 844)
    {
        await page.SetViewportSizeAsync(width, height);
        for (var waited = Stopwatch.StartNew(); await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width; await Task.Delay(100))
        {
            if (waited.Elapsed < LongestChange) continue;
            var wide = await page.EvaluateAsync<string[]>("w => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w).map(e => `${e.tagName.toLowerCase()}.${e.className} ${e.dataset.testid ?? ''}`).slice(0, 8)", width);
            throw new ShouldAssertException($"{page.Url} is wider than {width} pixels: {string.Join(", ", wide)}");
        }
    }
}
