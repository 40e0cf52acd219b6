using System.IO.Compression;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>Copy, erasure and withdrawal in real browsers.</summary>
public sealed class PatientRightsTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    private const string Erased = "Sample patient B";

    [Fact]
    public async Task A_clinician_downloads_everything_and_erases_the_patient_by_typing_the_record_number()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients");
        await page.GetByText(Erased).First.ClickAsync();
        await Expect(page.GetByTestId("patient-rights")).ToContainTextAsync("kept for 2 years");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export-patient").ClickAsync());
        using (var zip = ZipFile.OpenRead(await download.PathAsync())) zip.GetEntry("tables/frame_samples.csv")!.Length.ShouldBeGreaterThan(10_000);
        await Expect(page.GetByTestId("export-row").First).ToContainTextAsync("Everything about the patient", new() { Timeout = 30_000 });

        var pictures = new Pictures(page);
        await page.GetByTestId("patient-rights").ScrollIntoViewIfNeededAsync();
        await pictures.TakeAsync("patient-rights");
        await page.GetByTestId("erase-patient").ClickAsync();
        var confirm = page.GetByTestId("erase-confirm");
        await Expect(confirm).ToBeDisabledAsync();
        await page.GetByTestId("erase-number").FillAsync("DEMO-999");
        await Expect(confirm).ToBeDisabledAsync();
        await pictures.TakeAsync("erase-patient");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await page.FitsAsync(390);
        await pictures.TakeAsync("erase-patient-phone");
        await page.GetByTestId("erase-number").FillAsync("DEMO-002");
        await Expect(confirm).ToBeEnabledAsync();
        await confirm.ClickAsync();

        // It goes by itself after some seconds.
        await Expect(page.GetByText("The patient was erased.")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Expect(page.GetByTestId("patient-table")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("patient-table")).Not.ToContainTextAsync(Erased);
    }

    [Fact]
    public async Task A_patient_withdraws_and_chooses_to_have_what_was_measured_erased()
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync("Sample patient W", "TEST-061");
        var patient = await demonstration.PatientAsync(await clinician.CreateSessionAsync("Sample patient W", "TEST-061"));
        await patient.ConsentAsync();
        await patient.StartAsync();
        await patient.Page.GetByTestId("withdraw").ClickAsync();
        await Expect(patient.Page.GetByTestId("withdraw-erase")).ToBeVisibleAsync();
        await new Pictures(patient.Page).TakeAsync("withdraw");
        await patient.Page.GetByTestId("withdraw-confirm").ClickAsync();
        await Expect(patient.Page.GetByTestId("notice-withdrawn")).ToBeVisibleAsync();
        await clinician.GoAsync("/patients");
        await clinician.Page.GetByText("Sample patient W").First.ClickAsync();
        await clinician.Page.GetByTestId("open-review").First.ClickAsync();
        await clinician.Page.GetByText("Course and consent").ClickAsync();
        await Expect(clinician.Page.GetByTestId("erase-measured")).ToBeVisibleAsync();
        await new Pictures(clinician.Page).TakeAsync("review-withdrawn");
        await new Pictures(patient.Page).TakeAsync("withdrawn");
        await patient.Page.GetByTestId("notice-form").ClickAsync();
        await Expect(patient.Page.GetByTestId("notice-withdrawn-erased")).ToBeVisibleAsync();

        await clinician.GoAsync("/patients");
        await clinician.Page.GetByText("Sample patient W").First.ClickAsync();
        await clinician.Page.GetByTestId("open-review").First.ClickAsync();
        await Expect(clinician.Page.GetByTestId("samples-erased")).ToContainTextAsync("had everything that was measured in this session erased");
        await Expect(clinician.Page.GetByTestId("no-timeline")).ToHaveTextAsync("What was recorded has been erased.");
        await new Pictures(clinician.Page).TakeAsync("review-erased");
    }

    [Fact]
    public async Task A_clinician_enters_that_a_patient_has_withdrawn_afterwards_and_the_session_shows_no_findings_any_more()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients?find=DEMO-001");
        await page.Locator("[data-testid='patient-row'] a.main").ClickAsync();
        await page.GetByTestId("open-review").First.ClickAsync();
        await Expect(page.GetByTestId("finding-depression")).ToBeVisibleAsync();
        await page.GetByTestId("record-withdrawal").ClickAsync();
        await Expect(page.GetByTestId("confirm")).ToHaveTextAsync("Record the withdrawal");
        await new Pictures(page).TakeAsync("record-withdrawal");
        await page.GetByTestId("confirm").ClickAsync();

        await Expect(page.GetByTestId("no-findings")).ToHaveTextAsync("The patient withdrew consent, so this session is not assessed.");
        await Expect(page.GetByTestId("erase-measured")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("record-withdrawal")).ToHaveCountAsync(0);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
