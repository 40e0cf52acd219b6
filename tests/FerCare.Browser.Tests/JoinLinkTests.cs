using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>What a new join link does to somebody who has come with the one before.</summary>
public sealed class JoinLinkTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_patient_who_has_joined_is_shut_out_by_a_new_link_only_after_the_clinician_was_asked()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.CreatePatientAsync("Sample patient J", "TEST-071");
        var patient = await demonstration.PatientAsync(await clinician.CreateSessionAsync("Sample patient J", "TEST-071"));
        await patient.Page.GetByTestId("about").WaitForAsync();
        var session = new Uri(demonstration.Address, "/session").ToString();

        await clinician.GoAsync("/");
        var button = page.GetByTestId("session-row").Filter(new() { HasText = "Sample patient J" }).First.GetByTestId("copy-join-link");
        await Expect(button).ToHaveTextAsync("New join link");
        await button.ClickAsync();
        await Expect(page.GetByText("The patient has opened the link already.")).ToBeVisibleAsync();
        await page.GetByTestId("confirm-cancel").ClickAsync();
        await Expect(page.GetByTestId("confirm-cancel")).ToHaveCountAsync(0);
        (await patient.Page.GotoAsync(session))!.Status.ShouldBe(200);

        await button.ClickAsync();
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("join-link")).ToBeVisibleAsync();
        (await patient.Page.GotoAsync(session))!.Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_planned_session_is_removed_after_the_clinician_was_asked()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.CreatePatientAsync("Sample patient R", "TEST-072");
        await clinician.CreateSessionAsync("Sample patient R", "TEST-072");
        var row = page.GetByTestId("session-row").Filter(new() { HasText = "Sample patient R" });

        await row.GetByTestId("remove-session").ClickAsync();
        await page.GetByTestId("confirm-cancel").ClickAsync();
        await Expect(page.GetByTestId("confirm-cancel")).ToHaveCountAsync(0);
        await Expect(row).ToHaveCountAsync(1);
        await row.GetByTestId("remove-session").ClickAsync();
        await Expect(page.GetByTestId("confirm")).ToHaveTextAsync("Remove session");
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
