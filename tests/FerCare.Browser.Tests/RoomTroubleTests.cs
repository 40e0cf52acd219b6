using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>What a patient sees in the room when the camera or the line fails, and what the clinician sees meanwhile.</summary>
public sealed class RoomTroubleTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    private const float Patience = 90_000;

    // The camera answers as it is told, from one page to the next; where it is told nothing, it works.
    private const string FaultyCamera = """
        if (navigator.mediaDevices) {
          const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = wanted => {
            const fault = sessionStorage.getItem('camera-fault');
            return fault ? Promise.reject(new DOMException('The camera of this test.', fault)) : open(wanted);
          };
        }
        """;

    [Fact]
    public async Task Each_way_in_which_a_camera_fails_has_its_own_help_and_trying_again_leads_on()
    {
        var (_, _, link) = await PlanAsync("Sample patient T", "TEST-070");
        var page = (await demonstration.PatientAsync(link)).Page;
        await page.AddInitScriptAsync(FaultyCamera);
        // The page of the link leads on to this one by itself.
        await page.GetByTestId("about-continue").WaitForAsync();
        await TellCameraAsync(page, "NotAllowedError");
        await new Patient(page).ConsentAsync();

        foreach (var (fault, help) in ((string, string)[])
        [
            ("NotAllowedError", "denied"), ("NotFoundError", "not-found"), ("NotReadableError", "busy"), ("OverconstrainedError", "overconstrained"),
        ])
        {
            await TellCameraAsync(page, fault);
            await page.ReloadAsync();
            await Expect(page.GetByTestId($"problem-{help}")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Expect(page.Locator(".problem:visible")).ToHaveCountAsync(1);
        }

        await TellCameraAsync(page, "");
        await page.GetByTestId("problem-overconstrained").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByTestId("patient-state")).ToHaveTextAsync("Connected", new() { Timeout = Patience });
        await Expect(page.Locator(".problem:visible")).ToHaveCountAsync(0);
        // A room that is left open sends pictures for as long as the other tests of this class run.
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_lost_line_has_its_help_and_the_session_goes_on_while_the_clinician_s_page_stays_German()
    {
        await using var cable = new Cable(demonstration.Address);
        var (clinician, session, link) = await PlanAsync("Sample patient U", "TEST-071");
        var patient = await demonstration.PatientAsync(cable.Through(link));
        await patient.ConsentAsync();
        await clinician.Page.Locator("[data-language='de']").ClickAsync();
        await Expect(clinician.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await clinician.GoAsync($"/sessions/{session}/live");
        await patient.StartAsync();
        // Drawn by what the server tells by itself, not by the request that opened the page.
        await Expect(clinician.Page.GetByTestId("live-frame-rate")).ToContainTextAsync("pro Sekunde", new() { Timeout = Patience });
        await Expect(patient.Page.GetByTestId("hint")).Not.ToBeEmptyAsync(new() { Timeout = Patience });

        cable.Cut();
        await Expect(patient.Page.GetByTestId("problem-offline")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(patient.Page.GetByTestId("patient-state")).ToHaveTextAsync("Connection lost, trying again");
        await Expect(patient.Page.GetByTestId("hint")).ToBeEmptyAsync();
        await Expect(clinician.Page.GetByTestId("live-state")).ToContainTextAsync("Verbindet neu", new() { Timeout = Patience });

        cable.Mend();
        await Expect(patient.Page.GetByTestId("problem-offline")).ToBeHiddenAsync(new() { Timeout = Patience });
        await Expect(patient.Page.GetByTestId("patient-state")).ToHaveTextAsync("Connected", new() { Timeout = Patience });
        await Expect(clinician.Page.GetByTestId("live-frame-rate")).ToContainTextAsync("pro Sekunde", new() { Timeout = Patience });
        await Expect(clinician.Page.GetByTestId("live-status")).ToContainTextAsync("Die Kamera");
        await patient.FinishAsync();
    }

    [Fact]
    public async Task A_page_whose_link_was_replaced_while_its_line_was_lost_leaves_the_room()
    {
        await using var cable = new Cable(demonstration.Address);
        var (clinician, session, link) = await PlanAsync("Sample patient V", "TEST-072");
        var patient = await demonstration.PatientAsync(cable.Through(link));
        await patient.ConsentAsync();
        await patient.StartAsync();

        cable.Cut();
        await Expect(patient.Page.GetByTestId("problem-offline")).ToBeVisibleAsync(new() { Timeout = Patience });
        await clinician.GoAsync($"/sessions/{session}/live");
        await clinician.Page.GetByTestId("copy-join-link").ClickAsync();
        await clinician.Page.GetByTestId("confirm").ClickAsync();
        await clinician.Page.GetByTestId("join-link").WaitForAsync();
        cable.Mend();

        await Expect(patient.Page.GetByTestId("notice-not-joined")).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    [Fact]
    public async Task A_second_tab_takes_over_and_a_reload_goes_on_where_the_session_was()
    {
        var (_, _, link) = await PlanAsync("Sample patient W", "TEST-073");
        var first = await demonstration.PatientAsync(link);
        await first.ConsentAsync();
        await first.StartAsync();

        var second = new Patient(await first.Page.Context.NewPageAsync());
        await second.Page.GotoAsync(new Uri(demonstration.Address, "/session").ToString());

        await Expect(first.Page.GetByTestId("notice-elsewhere")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(second.Page.GetByTestId("patient-state")).ToHaveTextAsync("Connected", new() { Timeout = Patience });
        await second.Page.ReloadAsync();
        await Expect(second.Page.GetByTestId("patient-state")).ToHaveTextAsync("Connected", new() { Timeout = Patience });
        await Expect(second.Page.GetByTestId("session-clock")).ToBeVisibleAsync();
        await second.FinishAsync();
    }

    private async Task<(Clinician Clinician, string Session, string Link)> PlanAsync(string name, string recordNumber)
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync(name, recordNumber);
        var link = await clinician.CreateSessionAsync(name, recordNumber);
        return (clinician, await clinician.SessionOfAsync(name), link);
    }

    private static Task TellCameraAsync(IPage page, string fault) => page.EvaluateAsync("fault => sessionStorage.setItem('camera-fault', fault)", fault);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
