using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>The end of a session as its patient sees it.</summary>
public sealed class PatientSummaryTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_patient_opens_the_summary_the_clinician_allowed_and_takes_the_consent_back_on_the_last_page()
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync("Sample patient S", "TEST-080");
        var link = await clinician.CreateSessionAsync("Sample patient S", "TEST-080", withSummary: true);
        var patient = await demonstration.PatientAsync(link);
        var page = patient.Page;
        await patient.ConsentAsync();
        await patient.StartAsync();
        await page.GetByTestId("pause").ClickAsync();
        await Expect(page.GetByTestId("pause")).ToHaveTextAsync("Continue");
        await page.GetByTestId("pause").ClickAsync();
        await Expect(page.GetByTestId("pause")).ToHaveTextAsync("Pause");
        await patient.FinishAsync();
        await Expect(page.GetByTestId("kept-for")).ToContainTextAsync("They are kept until");
        await Expect(page.GetByTestId("whom-to-ask")).ToContainTextAsync("Sample clinician North");
        await LooksAsync(page, "ended");

        await page.GetByTestId("open-summary").ClickAsync();
        await Expect(page.GetByTestId("summary")).ToContainTextAsync("This is not a diagnosis.");
        await Expect(page.GetByTestId("summary-pauses")).ToContainTextAsync("1, ");
        await LooksAsync(page, "summary");
        (await Barriers.OnAsync(page, "/session/summary")).ShouldBeEmpty();

        await page.GetByTestId("summary-back").ClickAsync();
        await page.GetByTestId("withdraw-later").ClickAsync();
        await page.GetByTestId("withdraw-erase").ClickAsync();
        await Expect(page.GetByTestId("notice-withdrawn-erased")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(demonstration.Address, "/session/summary").ToString());
        await Expect(page.GetByTestId("notice-withdrawn-erased")).ToBeVisibleAsync();

        await clinician.GoAsync("/patients?find=TEST-080");
        await clinician.Page.GetByText("Sample patient S").First.ClickAsync();
        await Expect(clinician.Page.GetByTestId("consent-row")).ToHaveCountAsync(1);
        await LooksAsync(clinician.Page, "patient-consents");
    }

    private static async Task LooksAsync(IPage page, string name)
    {
        var pictures = new Pictures(page);
        await page.SetViewportSizeAsync(1280, 900);
        await pictures.TakeAsync(name);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.FitsAsync(390);
        await pictures.TakeAsync($"{name}-telephone-dark");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
