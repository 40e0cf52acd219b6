using System.Diagnostics;
using FerCare.Web.Tests.Access;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>
/// Every page of the access matrix, which is held against the running app's routes, opened by each who may open it: the browser finds
/// nothing that the content security policy forbids, no script fails, and axe finds no serious or critical barrier.
/// </summary>
public sealed class EveryPageTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    private readonly List<string> barriers = [];

    [Fact]
    public async Task Neither_policy_nor_scripts_nor_axe_complain_on_any_page_of_clinician_administrator_and_patient()
    {
        var clinician = await demonstration.ClinicianAsync();
        var watched = await PageWatch.OfAsync(clinician.Page);
        var visited = await VisitAsync(clinician.Page, Caller.TeamA, await ProductPages.IdsAsync(clinician));
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
        foreach (var page in (PageWatch[])[watched, administered, joined]) page.Heard.ShouldBeEmpty(demonstration.LastSaid);

        // The watch itself: what the policy forbids is heard.
        await clinician.Page.EvaluateAsync("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))");
        for (var waited = Stopwatch.StartNew(); watched.Heard.Count == 0 && waited.Elapsed < TimeSpan.FromSeconds(30);) await clinician.Page.WaitForTimeoutAsync(100);
        watched.Heard.ShouldNotBeEmpty();
        (await clinician.Page.EvaluateAsync<bool>("window.ran === true")).ShouldBeFalse();
    }

    private async Task<int> VisitAsync(IPage page, Caller caller, Dictionary<string, string> ids)
    {
        var routes = ProductPages.Of(caller);
        foreach (var route in routes)
        {
            var address = route.Contains('{') ? ids[route] : route;
            await page.OpenAsync(new Uri(demonstration.Address, address));
            await page.RestsAsync();
            (await page.Locator("h1").CountAsync()).ShouldBeGreaterThan(0, $"{address} has a heading");
            barriers.AddRange(await Barriers.OnAsync(page, address));
        }

        return routes.Count;
    }
}
