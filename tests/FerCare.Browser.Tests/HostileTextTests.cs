using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>Script typed into every text field whose text is stored comes back as text on every page that shows it.</summary>
public sealed class HostileTextTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    private const string Script = "\"><img src=x onerror=alert(1)>";

    [Fact]
    public async Task Script_in_any_text_field_is_shown_as_text_and_never_run()
    {
        var administrator = await demonstration.AdministratorAsync();
        var administered = await PageWatch.OfAsync(administrator.Page);
        await AdministerAsync(administrator);

        var clinician = await demonstration.ClinicianAsync();
        var watched = await PageWatch.OfAsync(clinician.Page);
        var page = clinician.Page;
        await clinician.GoAsync("/patients");
        await page.GetByTestId("new-patient").First.ClickAsync();
        await page.GetByTestId("patient-name").FillAsync(Script);
        await page.GetByTestId("patient-number").FillAsync(Script);
        await page.GetByTestId("patient-team").SelectOptionAsync(new SelectOptionValue { Label = Script });
        await page.GetByTestId("patient-create").ClickAsync();
        await Expect(page.GetByTestId("patient-heading")).ToHaveTextAsync(Script);
        var hostile = new Uri(page.Url).AbsolutePath;
        var link = await clinician.CreateSessionAsync(Script, Script);
        var live = await page.GetByTestId("session-row").Filter(new() { HasText = Script }).GetByTestId("open-live").GetAttributeAsync("href");

        var patient = await demonstration.PatientAsync(new Uri(demonstration.Address, "/join/unknown").ToString());
        var joined = await PageWatch.OfAsync(patient.Page);
        await patient.Page.GotoAsync(link);
        await Expect(patient.Page.GetByTestId("about")).ToContainTextAsync(Script);
        await IsInertAsync(patient.Page);

        await JudgeAsync(clinician);
        var emergency = await OpenInEmergencyAsync();

        foreach (var address in (string[])["/", "/patients", hostile, $"{hostile}/trend", live!, "/emergency-access"])
        {
            await clinician.GoAsync(address);
            await page.RestsAsync();
            (await page.ContentAsync()).ShouldContain("onerror=alert(1)", Case.Sensitive, $"{address} shows the text");
            await IsInertAsync(page);
        }

        await Expect(page.GetByTestId("emergency-team")).ToContainTextAsync(Script);
        foreach (var address in (string[])["/accounts", "/questionnaires", "/audit", $"/audit?person={Uri.EscapeDataString(Script)}&subject={Uri.EscapeDataString(Script)}"])
        {
            await administrator.GoAsync(address);
            await administrator.Page.RestsAsync();
            await IsInertAsync(administrator.Page);
        }

        watched.Heard.ShouldBeEmpty();
        administered.Heard.ShouldBeEmpty();
        joined.Heard.ShouldBeEmpty();
        emergency.Heard.ShouldBeEmpty();
    }

    /// <summary>A team, a colleague and the crisis text; the clinician joins the team.</summary>
    private static async Task AdministerAsync(Clinician administrator)
    {
        var page = administrator.Page;
        await administrator.GoAsync("/accounts");
        await page.GetByTestId("team-name").FillAsync(Script);
        await page.GetByTestId("team-create").ClickAsync();
        var member = page.GetByTestId("account-row").Filter(new() { HasText = "clinician.north" }).Locator("label", new() { HasText = Script }).GetByTestId("account-team");
        await member.CheckAsync();
        await Expect(member).ToBeCheckedAsync();
        await page.GetByTestId("new-account").ClickAsync();
        await page.GetByTestId("account-name").FillAsync(Script);
        await page.GetByTestId("account-user-name").FillAsync("hostile");
        await page.GetByTestId("account-password").FillAsync("a long sentence of one's own");
        await page.GetByTestId("account-clinician").CheckAsync();
        await page.GetByTestId("account-first-team").SelectOptionAsync(new SelectOptionValue { Label = Script });
        await page.GetByTestId("account-create").ClickAsync();
        await Expect(page.GetByTestId("account-row").Filter(new() { HasText = "hostile" })).ToContainTextAsync(Script);
        await IsInertAsync(page);

        await administrator.GoAsync("/questionnaires");
        await page.GetByTestId("crisis-text").FillAsync(Script);
        await page.GetByTestId("crisis-telephone").FillAsync(Script);
        await page.GetByTestId("crisis-store").ClickAsync();
        await IsInertAsync(page);
    }

    /// <summary>Starts a baseline anew and annotates a finding.</summary>
    private static async Task JudgeAsync(Clinician clinician)
    {
        var page = clinician.Page;
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient B").First.ClickAsync();
        await page.GetByTestId("open-trend").ClickAsync();
        await page.GetByTestId("reset-baseline").First.ClickAsync();
        await page.GetByTestId("reset-reason").FillAsync(Script);
        await page.GetByTestId("reset-confirm").ClickAsync();
        await Expect(page.GetByTestId("reset-history")).ToContainTextAsync(Script);
        await IsInertAsync(page);

        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient B").First.ClickAsync();
        await page.GetByTestId("open-review").First.ClickAsync();
        await page.GetByTestId("review-annotate").First.ClickAsync();
        await page.GetByTestId("review-note").FillAsync(Script);
        await page.GetByTestId("review-save").ClickAsync();
        await Expect(page.GetByTestId("review-history").First).ToContainTextAsync(Script);
        await IsInertAsync(page);
    }

    /// <summary>A colleague of the other team acknowledges an alert, and opens a record for a hostile reason.</summary>
    private async Task<PageWatch> OpenInEmergencyAsync()
    {
        var colleague = await demonstration.ColleagueAsync();
        var watched = await PageWatch.OfAsync(colleague.Page);
        await colleague.GoAsync("/patients");
        await colleague.Page.GetByTestId("acknowledge").First.ClickAsync();
        await colleague.Page.GetByTestId("acknowledge-note").FillAsync(Script);
        await colleague.Page.GetByTestId("acknowledge-confirm").ClickAsync();
        await Expect(colleague.Page.GetByTestId("acknowledge-note")).ToHaveCountAsync(0);
        await colleague.Page.Locator("[data-testid='patient-row'] a.main", new() { HasText = "Sample patient F" }).ClickAsync();
        await Expect(colleague.Page.GetByTestId("patient-alerts")).ToContainTextAsync(Script);
        await IsInertAsync(colleague.Page);
        await colleague.GoAsync("/patients");
        await colleague.Page.GetByTestId("open-emergency-access").ClickAsync();
        await colleague.Page.GetByTestId("emergency-number").FillAsync("DEMO-001");
        await colleague.Page.GetByTestId("emergency-reason").FillAsync(Script);
        await new Pictures(colleague.Page).TakeAsync("emergency-access");
        await colleague.Page.GetByTestId("emergency-open").ClickAsync();
        await Expect(colleague.Page.GetByTestId("patient-heading")).ToHaveTextAsync("Sample patient A");
        await Expect(colleague.Page.GetByTestId("emergency-bar")).ToContainTextAsync("Sample patient A");
        await Expect(colleague.Page.GetByTestId("emergency-notice")).ToContainTextAsync(Script);
        await IsInertAsync(colleague.Page);
        await new Pictures(colleague.Page).TakeAsync("emergency-open");
        return watched;
    }

    private static async Task IsInertAsync(IPage page) => (await page.Locator("img[src='x']").CountAsync()).ShouldBe(0, page.Url);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
