using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>
/// What people are told while the database refuses, and that they can go on when it takes things again; and dialogs that are closed before
/// their script has come.
/// </summary>
public sealed class RefusingDatabaseTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_patient_who_could_not_be_stored_is_still_typed_in_and_is_stored_at_the_next_try()
    {
        var page = (await demonstration.ClinicianAsync()).Page;
        var watched = await PageWatch.OfAsync(page);
        await page.OpenAsync(new Uri(demonstration.Address, "/patients"));
        await page.GetByTestId("new-patient").First.ClickAsync();
        await page.GetByTestId("patient-name").FillAsync("Sample patient W");
        await page.GetByTestId("patient-number").FillAsync("TEST-090");

        using (Without("patients"))
        {
            await page.GetByTestId("patient-create").ClickAsync();
            await Expect(page.GetByTestId("new-patient-problem")).ToContainTextAsync("takes nothing at the moment");
            await Expect(page.GetByTestId("patient-name")).ToHaveValueAsync("Sample patient W");
        }

        await page.GetByTestId("patient-create").ClickAsync();
        await Expect(page.GetByTestId("patient-heading")).ToHaveTextAsync("Sample patient W");
        watched.Heard.ShouldBeEmpty(demonstration.LastSaid);
    }

    [Fact]
    public async Task A_dialog_that_cannot_be_opened_says_so_and_opens_at_the_next_try()
    {
        var page = (await demonstration.ClinicianAsync()).Page;
        var watched = await PageWatch.OfAsync(page);
        await page.OpenAsync(new Uri(demonstration.Address, "/patients"));

        using (Without("care_teams"))
        {
            await page.GetByTestId("new-patient").First.ClickAsync();
            await Expect(page.GetByTestId("new-patient-problem")).ToContainTextAsync("could not be loaded");
            await Expect(page.GetByTestId("patient-create")).ToBeDisabledAsync();
            await new Pictures(page).TakeAsync("dialog-refused");
        }

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("patient-name")).ToHaveCountAsync(0);
        await page.GetByTestId("new-patient").First.ClickAsync();
        await Expect(page.GetByTestId("patient-create")).ToBeEnabledAsync();
        watched.Heard.ShouldBeEmpty(demonstration.LastSaid);
    }

    [Fact]
    public async Task A_join_link_that_is_closed_before_its_script_has_come_leaves_the_page_working()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        var watched = await PageWatch.OfAsync(page);
        var held = new TaskCompletionSource<IRoute>();
        await clinician.CreatePatientAsync("Sample patient V", "TEST-091");
        await page.RouteAsync("**/js/clipboard.js", route => held.TrySetResult(route) ? Task.CompletedTask : route.ContinueAsync());
        await clinician.CreateSessionAsync("Sample patient V", "TEST-091");
        await Expect(page.GetByTestId("join-link")).ToHaveCountAsync(0);
        await (await held.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ContinueAsync();

        // What the first script led to has reached the server before anything of the second.
        await page.GetByTestId("session-row").Filter(new() { HasText = "Sample patient V" }).GetByTestId("copy-join-link").ClickAsync();
        await Expect(page.GetByTestId("join-link-copied")).Not.ToBeEmptyAsync();
        watched.Heard.ShouldBeEmpty(demonstration.LastSaid);
    }

    [Fact]
    public async Task A_patient_pauses_while_nothing_can_be_stored_and_both_sides_repeat_what_was_refused()
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync("Sample patient X", "TEST-092");
        var link = await clinician.CreateSessionAsync("Sample patient X", "TEST-092");
        var live = $"/sessions/{await clinician.SessionOfAsync("Sample patient X")}/live";
        var patient = await demonstration.PatientAsync(link);
        await patient.ConsentAsync();
        await patient.StartAsync();
        await clinician.GoAsync(live);
        var (state, pause) = (patient.Page.GetByTestId("patient-state"), patient.Page.GetByTestId("pause"));
        var (reading, unnoted) = (clinician.Page.GetByTestId("context-Reading"), clinician.Page.GetByTestId("context-refused"));

        using (Without("context_marks"))
        {
            await reading.ClickAsync();
            await Expect(unnoted).ToBeVisibleAsync();
            await Expect(reading).ToHaveAttributeAsync("aria-pressed", "false");
        }

        await reading.ClickAsync();
        await Expect(reading).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(unnoted).ToHaveCountAsync(0);

        using (Without("session_events"))
        {
            await pause.ClickAsync();
            await Expect(state).ToHaveTextAsync("Paused");
            await Expect(clinician.Page.GetByTestId("live-state")).ToContainTextAsync("Paused", new() { Timeout = 30_000 });
            await pause.ClickAsync();
            await Expect(patient.Page.GetByTestId("refused")).ToContainTextAsync("You are still paused", new() { Timeout = 30_000 });
            await Expect(state).ToHaveTextAsync("Paused");
        }

        await pause.ClickAsync();
        await Expect(state).ToHaveTextAsync("Connected", new() { Timeout = 30_000 });
        await Expect(patient.Page.GetByTestId("refused")).ToBeHiddenAsync();
        await patient.FinishAsync();
    }

    private AwayTable Without(string table) => AwayTable.Of(demonstration.Database, table);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
