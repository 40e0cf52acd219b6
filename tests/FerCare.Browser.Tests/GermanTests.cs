using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>The pages in German, whose words are longer: chosen on the page, kept, without a table that is cut on a desk and without anything that is wider than a telephone.</summary>
public sealed class GermanTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_language_chosen_on_the_page_is_kept_and_every_page_fits_a_telephone()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await page.Locator("[data-language='de']").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Heute");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");

        await FitsAsync(clinician, "/", "german-today");
        await FitsAsync(clinician, "/patients", "german-patients");
        await clinician.GoAsync("/patients?find=DEMO-001");
        await FitsAsync(clinician, (await page.Locator("[data-testid='patient-row'] a.main").GetAttributeAsync("href"))!, "german-patient");
        await FitsAsync(clinician, (await page.GetByTestId("open-review").First.GetAttributeAsync("href"))!, "german-review");
        await FitsAsync(clinician, "/exports", "german-exports");
        await FitsAsync(clinician, "/access-tokens", "german-tokens");
        await FitsAsync(clinician, "/emergency-access", "german-emergency");
        await FitsAsync(clinician, "/account", "german-account");

        var administrator = await demonstration.AdministratorAsync();
        await administrator.Page.Locator("[data-language='de']").ClickAsync();
        await Expect(administrator.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await FitsAsync(administrator, "/accounts", "german-accounts");
        await FitsAsync(administrator, "/questionnaires", "german-questionnaires");
        await FitsAsync(administrator, "/audit", "german-audit");
    }

    [Fact]
    public async Task A_patient_goes_through_a_session_in_German()
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync("Sample patient G", "TEST-090");
        var patient = await demonstration.PatientAsync(await clinician.CreateSessionAsync("Sample patient G", "TEST-090", withSummary: true));
        var page = patient.Page;
        await page.GetByTestId("about-continue").WaitForAsync();
        // The script that keeps the language comes after the page.
        await page.StandsAsync();
        await page.Locator("[data-language='de']").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Was das ist und wer was sieht");
        await page.SetViewportSizeAsync(1280, 900);
        await FitsAsync(page, "german-about");
        await patient.ConsentAsync();
        await patient.StartAsync();
        await Expect(page.GetByTestId("progress")).ToHaveTextAsync("Schritt 5 von 5: Sitzung");
        await Expect(page.GetByTestId("patient-state")).ToHaveTextAsync("Verbunden");
        await FitsAsync(page, "german-room");
        await patient.FinishAsync();
        await FitsAsync(page, "german-ended");
        await page.GetByTestId("open-summary").ClickAsync();
        await Expect(page.GetByTestId("summary")).ToContainTextAsync("Das ist keine Diagnose.");
        await FitsAsync(page, "german-summary");
    }

    private static async Task FitsAsync(Clinician clinician, string address, string picture)
    {
        await clinician.GoAsync(address);
        await clinician.Page.RestsAsync();
        await Expect(clinician.Page.Locator("h1").First).ToBeVisibleAsync();
        await FitsAsync(clinician.Page, picture);
    }

    private static async Task FitsAsync(IPage page, string picture)
    {
        await new Pictures(page).TakeAsync(picture);
        var cut = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.getAttribute('aria-label') ?? e.textContent.trim().slice(0, 60))");
        cut.ShouldBeEmpty($"{picture}: tables that are wider than their place on a desk");
        await page.FitsAsync(390);
        await new Pictures(page).TakeAsync($"{picture}-telephone");
        await page.SetViewportSizeAsync(1280, 900);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
