using FerCare.Web.Tests.Access;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>
/// Every page of the access matrix, which is held against the running app's routes, opened by each who may open it: the browser finds
/// nothing that the content security policy forbids, no script fails, and axe finds no serious or critical barrier.
/// </summary>
public sealed class EveryPageTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    private static readonly string[] NoPages = ["/signed-in", "/session/state", "/_framework/opaque-redirect", "/health/live", "/health/ready", "/metrics"];
    private static readonly string[] Downloads = ["/report.", "/export.zip", "/api/"];
    private readonly List<string> barriers = [];

    [Fact]
    public async Task Neither_policy_nor_scripts_nor_axe_complain_on_any_page_of_clinician_administrator_and_patient()
    {
        var clinician = await demonstration.ClinicianAsync();
        var watched = await PageWatch.OfAsync(clinician.Page);
        var visited = await VisitAsync(clinician.Page, Caller.TeamA, await IdsAsync(clinician));
        await clinician.CreatePatientAsync("Sample patient P", "TEST-050");
        var link = await clinician.CreateSessionAsync("Sample patient P", "TEST-050");
        visited.ShouldBeGreaterThan(15);

        var administrator = await demonstration.AdministratorAsync();
        var administered = await PageWatch.OfAsync(administrator.Page);
        (await VisitAsync(administrator.Page, Caller.Administrator, [])).ShouldBeGreaterThan(8);

        var patient = await demonstration.PatientAsync(new Uri(demonstration.Address, "/join/unknown").ToString());
        var joined = await PageWatch.OfAsync(patient.Page);
        await patient.Page.GotoAsync(link);
        await patient.ConsentAsync();
        await patient.StartAsync();
        (await VisitAsync(patient.Page, Caller.PatientA, [])).ShouldBeGreaterThan(10);
        await patient.Page.GotoAsync(new Uri(demonstration.Address, "/session").ToString());
        await patient.FinishAsync();

        barriers.Distinct().ShouldBeEmpty();
        watched.Heard.ShouldBeEmpty();
        administered.Heard.ShouldBeEmpty();
        joined.Heard.ShouldBeEmpty();

        // The watch itself: what the policy forbids is heard.
        await clinician.Page.EvaluateAsync("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))");
        await clinician.Page.WaitForTimeoutAsync(300);
        watched.Heard.ShouldNotBeEmpty();
        (await clinician.Page.EvaluateAsync<bool>("window.ran === true")).ShouldBeFalse();
    }

    private async Task<int> VisitAsync(IPage page, Caller caller, Dictionary<string, string> ids)
    {
        var routes = AccessMatrix.Lines.Where(l => l.Method == "GET" && l.For(caller, Owner.A) == Outcome.Allowed && !Downloads.Any(d => l.Route.Contains(d, StringComparison.Ordinal))).Select(l => l.Route).Except(NoPages).ToList();
        foreach (var route in routes)
        {
            var address = route.Contains('{') ? ids[route] : route;
            await page.GotoAsync(new Uri(demonstration.Address, address).ToString());
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            (await page.Locator("h1").CountAsync()).ShouldBeGreaterThan(0, $"{address} has a heading");
            barriers.AddRange(await Barriers.OnAsync(page, address));
        }

        return routes.Count;
    }

    /// <summary>An address of the demonstration for each route with an id.</summary>
    private static async Task<Dictionary<string, string>> IdsAsync(Clinician clinician)
    {
        await clinician.GoAsync("/");
        var planned = await clinician.Page.GetByTestId("open-live").First.GetAttributeAsync("href");
        await clinician.GoAsync("/patients");
        var patient = await clinician.Page.Locator("[data-testid='patient-row'] a.main", new() { HasText = "Sample patient A" }).GetAttributeAsync("href");
        await clinician.GoAsync(patient!);
        var held = await clinician.Page.GetByTestId("open-review").First.GetAttributeAsync("href");
        var form = await clinician.Page.GetByTestId("open-form").First.GetAttributeAsync("href");
        return new()
        {
            ["/patients/{Id:guid}"] = patient!, ["/patients/{Id:guid}/trend"] = $"{patient}/trend", ["/patients/{Id:guid}/import"] = $"{patient}/import",
            ["/patients/{Id:guid}/compare"] = $"{patient}/compare",
            ["/sessions/{PublicId:guid}/live"] = planned!, ["/sessions/{PublicId:guid}/review"] = held!, ["/forms/{Id:guid}"] = form!,
        };
    }
}
