using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>What a clinician finds on a telephone, and when they have left the desk.</summary>
public sealed class DeskTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_forgotten_page_warns_two_minutes_before_it_signs_out_and_stays_where_somebody_answers()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        // The page without its line to the server, which would take the leaps of the clock for a lost connection. The warning needs none.
        await page.RouteAsync("**/_framework/**", request => request.AbortAsync());
        // And with a clock that goes on only where the test says so.
        var opened = TimeProvider.System.GetUtcNow().UtcDateTime;
        await page.Clock.InstallAsync(new() { TimeDate = opened });
        await page.Clock.PauseAtAsync(opened.AddSeconds(1));
        await page.GotoAsync(new Uri(demonstration.Address, "/patients").ToString());
        var warning = page.Locator("#idle-notice");

        await page.Clock.FastForwardAsync("12:50");
        await Expect(warning).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync("00:15");
        await Expect(warning).ToBeVisibleAsync();
        await Expect(warning).ToContainTextAsync("You will be signed out in two minutes");
        await warning.Locator("[data-stay]").ClickAsync();
        await Expect(warning).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync("12:50");
        await Expect(warning).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync("00:15");
        await Expect(warning).ToBeVisibleAsync();
        await page.Clock.FastForwardAsync("02:05");

        await Expect(page).ToHaveURLAsync(new Uri(demonstration.Address, "/sign-in?returnUrl=%2Fpatients").ToString(), new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task The_own_account_is_one_tap_away_on_a_telephone()
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.Page.SetViewportSizeAsync(390, 844);
        await clinician.GoAsync("/");
        await new Pictures(clinician.Page).TakeAsync("today-telephone");

        var link = clinician.Page.GetByRole(AriaRole.Link, new() { Name = "Your account, Sample clinician North" });
        await Expect(link).ToBeVisibleAsync();
        // Looked up and measured in one go: the page may be drawn anew between the two when its line to the server comes up.
        (await link.EvaluateAsync<double>("link => link.getBoundingClientRect().height")).ShouldBeGreaterThanOrEqualTo(40);
        await clinician.Page.FitsAsync(390);
        await link.ClickAsync();
        await Expect(clinician.Page).ToHaveURLAsync(new Uri(demonstration.Address, "/account").ToString());
    }

    [Fact]
    public async Task An_emergency_access_is_shown_to_the_team_until_acknowledged_and_closing_it_takes_the_record_away()
    {
        var colleague = await demonstration.ColleagueAsync();
        await colleague.GoAsync("/emergency-access");
        await colleague.Page.GetByTestId("emergency-number").FillAsync("DEMO-003");
        await colleague.Page.GetByTestId("emergency-reason").FillAsync("Found unresponsive in the waiting room.");
        await colleague.Page.GetByTestId("emergency-open").ClickAsync();
        await Expect(colleague.Page.GetByTestId("emergency-bar")).ToBeVisibleAsync();
        await Expect(colleague.Page.GetByTestId("patient-heading")).ToBeVisibleAsync();
        var record = new Uri(colleague.Page.Url).AbsolutePath;

        var clinician = await demonstration.ClinicianAsync();
        await clinician.GoAsync("/");
        var notice = clinician.Page.GetByTestId("emergency-notice");
        await Expect(notice).ToContainTextAsync("Sample clinician South");
        await Expect(notice).ToContainTextAsync("Found unresponsive in the waiting room.");
        await new Pictures(clinician.Page).TakeAsync("emergency-today");
        await clinician.Page.SetViewportSizeAsync(390, 844);
        await new Pictures(clinician.Page).TakeAsync("emergency-today-telephone");
        await notice.GetByTestId("emergency-acknowledge").ClickAsync();
        await Expect(notice).ToHaveCountAsync(0);
        await clinician.GoAsync(record);
        await Expect(notice).ToContainTextAsync("Acknowledged by Sample clinician North");

        await colleague.Page.SetViewportSizeAsync(390, 844);
        await colleague.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await new Pictures(colleague.Page).TakeAsync("emergency-open-telephone-dark");
        await colleague.Page.GetByTestId("emergency-close").ClickAsync();
        await Expect(colleague.Page).ToHaveURLAsync(new Uri(demonstration.Address, "/patients").ToString());
        await Expect(colleague.Page.GetByTestId("emergency-bar")).ToHaveCountAsync(0);
        (await colleague.Page.GotoAsync(new Uri(demonstration.Address, record).ToString()))!.Status.ShouldBe(404);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static IPageAssertions Expect(IPage page) => Assertions.Expect(page);
}
