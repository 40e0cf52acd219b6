using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>What a patient does in a browser window of their own, without an account.</summary>
internal sealed class Patient(IPage page)
{
    public IPage Page { get; } = page;

    public static async Task<Patient> OpenAsync(IBrowser browser, string link)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 } });
        var patient = new Patient(await context.NewPageAsync());
        await patient.Page.GotoAsync(link);
        return patient;
    }

    /// <summary>Reads what it is and consents.</summary>
    /// <param name="next">What comes then: the room, or a form.</param>
    public async Task ConsentAsync(string next = "room")
    {
        await Page.GetByTestId("about-continue").ClickAsync();
        await Page.GetByTestId("consent-agree").CheckAsync();
        await Page.GetByTestId("consent-continue").ClickAsync();
        await Page.GetByTestId(next).WaitForAsync();
    }

    /// <summary>
    /// Waits for the camera check to find the face, starts, and waits for the baseline to end. The camera comes on by itself, because
    /// this browser has allowed it beforehand.
    /// </summary>
    public async Task StartAsync()
    {
        var begin = Page.GetByTestId("begin");
        await Assertions.Expect(begin).ToBeEnabledAsync(new LocatorAssertionsToBeEnabledOptions { Timeout = 60_000 });
        await begin.ClickAsync();
        await Assertions.Expect(Page.GetByTestId("session-clock")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 60_000 });
    }

    public async Task FinishAsync()
    {
        await Page.GetByTestId("finish").ClickAsync();
        await Page.GetByTestId("finish-confirm").ClickAsync();
        await Page.GetByTestId("notice-ended").WaitForAsync();
    }
}
