using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>Today's list and the patients, searched and narrowed.</summary>
public sealed partial class ListTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task What_is_typed_and_chosen_stands_in_the_address_and_a_reload_keeps_it()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.CreatePatientAsync("Sample patient Q", "TEST-070");
        await clinician.CreateSessionAsync("Sample patient Q", "TEST-070");
        await clinician.GoAsync("/");
        var rows = page.GetByTestId("session-filter").Locator("xpath=following::*[@data-testid='session-table'][1]").GetByTestId("session-row");

        await page.GetByTestId("filter-find").PressSequentiallyAsync("test-070");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(FoundByNumber());
        await Expect(page.GetByTestId("filter-find")).ToHaveValueAsync("test-070");
        // The link is drawn anew for what was typed, after the address.
        await Expect(page.GetByTestId("filter-Waiting")).ToHaveAttributeAsync("href", FoundWaiting());
        await page.GetByTestId("filter-Waiting").ClickAsync();
        await Expect(page).ToHaveURLAsync(FoundWaiting());
        await page.ReloadAsync();
        await page.StandsAsync();

        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("Sample patient Q");
        await Expect(page.GetByTestId("filter-find")).ToHaveValueAsync("test-070");
        await Expect(page.GetByTestId("filter-Waiting")).ToHaveAttributeAsync("aria-current", "true");
        await LooksAsync(page, "today-filtered");

        await page.GetByTestId("filter-find").FillAsync("nobody");
        await Expect(page.GetByTestId("nothing-found")).ToBeVisibleAsync();
        await LooksAsync(page, "today-nothing-found");
        await page.GetByTestId("clear-filter").ClickAsync();
        await Expect(page.GetByTestId("session-table").Last).ToContainTextAsync("Sample patient Q");
        await Expect(page.GetByTestId("filter-find")).ToHaveValueAsync("");
        await LooksAsync(page, "today");
    }

    [Fact]
    public async Task Patients_are_found_by_name_alert_and_time_without_a_session()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients");
        await LooksAsync(page, "patients");

        await page.GetByTestId("find-patient").PressSequentiallyAsync("patient a");
        await Expect(page.GetByTestId("patient-row")).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(FoundByName());
        await page.ReloadAsync();
        await page.StandsAsync();
        await Expect(page.GetByTestId("find-patient")).ToHaveValueAsync("patient a");
        await Expect(page.GetByTestId("patient-row")).ToHaveCountAsync(1);
        await page.OpenAsync(new Uri($"{page.Url}&days=3650"));
        await Expect(page.GetByTestId("filter-days")).ToHaveValueAsync("3650");
        await Expect(page.GetByTestId("nothing-found")).ToBeVisibleAsync();
        await page.GetByTestId("clear-filter").ClickAsync();
        await Expect(page.GetByTestId("patient-row").Nth(1)).ToBeVisibleAsync();
        await Expect(page.GetByTestId("find-patient")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_session_is_planned_for_the_time_that_was_entered()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.CreatePatientAsync("Sample patient R", "TEST-071");
        await page.GetByTestId("new-session").First.ClickAsync();
        await page.GetByTestId("session-at").FillAsync("2031-05-06T14:35");
        await page.GetByTestId("session-create").ClickAsync();
        await Expect(page.GetByTestId("session-row")).ToContainTextAsync("6 May 2031, 14:35");

        await clinician.GoAsync("/?from=2031-05-06&to=2031-05-06");
        await Expect(page.GetByTestId("session-row")).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("session-row")).ToContainTextAsync("6 May 2031, 14:35");
    }

    [Fact]
    public async Task What_could_not_be_loaded_says_so_with_a_reference_and_is_there_after_another_try()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients?find=DEMO-001");
        var record = await page.Locator("[data-testid='patient-row'] a.main").GetAttributeAsync("href");
        var failed = page.GetByTestId("patient-consents").GetByTestId("load-failed");
        using (AwayTable.Of(demonstration.Database, "consents"))
        {
            await clinician.GoAsync(record!);
            await Expect(failed).ToBeVisibleAsync();
            await Expect(failed.GetByTestId("load-reference")).ToHaveTextAsync(Reference());
            await Expect(page.GetByTestId("patient-forms")).ToBeVisibleAsync();
            await LooksAsync(page, "load-failed");
        }

        await failed.GetByTestId("try-again").ClickAsync();
        await Expect(page.GetByTestId("consent-row").First).ToBeVisibleAsync();
        await Expect(failed).ToHaveCountAsync(0);
    }

    private static async Task LooksAsync(IPage page, string name)
    {
        var pictures = new Pictures(page);
        await pictures.TakeAsync(name);
        await page.FitsAsync(390);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await pictures.TakeAsync($"{name}-telephone-dark");
        await page.SetViewportSizeAsync(1280, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static IPageAssertions Expect(IPage page) => Assertions.Expect(page);

    [GeneratedRegex("^[0-9A-F]{8}$")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\?find=test-070$")]
    private static partial Regex FoundByNumber();

    [GeneratedRegex(@"\?find=patient(%20|\+)a$")]
    private static partial Regex FoundByName();

    [GeneratedRegex("find=test-070.*state=Waiting|state=Waiting.*find=test-070")]
    private static partial Regex FoundWaiting();
}
