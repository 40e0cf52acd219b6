using FerCare.Web.Tests.Access;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>Everything by keyboard: every page is walked through with the tab key, and the ways of clinic and patient are gone without a mouse.</summary>
public sealed class KeyboardTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task The_tab_key_reaches_everything_on_every_page_in_its_order_and_shows_where_it_is()
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync("Sample patient K", "TEST-060");
        var link = await clinician.CreateSessionAsync("Sample patient K", "TEST-060");
        var ids = await ProductPages.IdsAsync(clinician);
        var administrator = await demonstration.AdministratorAsync();
        var patient = await demonstration.PatientAsync(link);
        // A page that is open to several is the same for all of them.
        HashSet<string> walked = [];
        string[] clinical = [.. ProductPages.Of(Caller.TeamA).Where(walked.Add)], administrative = [.. ProductPages.Of(Caller.Administrator).Where(walked.Add)], own = [.. ProductPages.Of(Caller.PatientA).Where(walked.Add)];

        // Beside each other: most of the time is waiting.
        var walks = await Task.WhenAll(WalkAsync(clinician.Page, clinical, ids), WalkAsync(administrator.Page, administrative, []), WalkAsync(patient, own));
        string[] wrong = [.. walks.SelectMany(w => w.Wrong)];

        wrong.Distinct().ShouldBeEmpty(string.Join('\n', wrong.Distinct()));
        walks.Sum(w => w.Reached).ShouldBeGreaterThan(300);

        // The walk itself: what cannot be reached, does not show itself, comes out of turn or holds the focus is found.
        await patient.Page.GotoAsync(new Uri(demonstration.Address, "/join/unknown").ToString());
        await patient.Page.EvaluateAsync("""
            () => {
              const add = (html, into = document.body) => { const e = document.createElement('div'); e.innerHTML = html; into.append(e); return e.firstElementChild; };
              add('<button>unseen</button>').style.cssText = 'outline: none; all: unset; display: block';
              add('<button tabindex="3">out of turn</button>');
              add('<button>far off</button>').style.cssText = 'position: fixed; left: -900px';
              add('<button>trap</button>').addEventListener('keydown', e => e.key === 'Tab' && e.preventDefault());
              add('<button>beyond</button>');
            }
            """);
        var found = string.Join('\n', (await KeyWalk.ThroughAsync(patient.Page)).Wrong);
        found.ShouldContain("\"unseen\" does not show that it has the focus");
        found.ShouldContain("\"out of turn\"");
        found.ShouldContain("\"trap\" holds the focus");
        found.ShouldContain("\"far off\" has the focus out of sight");
        found.ShouldContain("\"beyond\" is not reached");
    }

    [Fact]
    public async Task A_clinician_opens_a_review_marks_notes_confirms_and_exports_with_keys_alone()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await clinician.GoAsync("/patients?find=Sample patient A");
        await page.PressAsync(page.Locator("[data-testid='patient-row'] a.main").First, "Enter");
        await page.GetByTestId("open-review").First.WaitForAsync();
        await page.PressAsync(page.GetByTestId("open-review").First, "Enter");
        await Expect(page.GetByTestId("timeline-chart")).ToHaveAttributeAsync("data-width", "1000", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("scrub")).ToHaveAttributeAsync("aria-valuetext", "0:00", new() { Timeout = 30_000 });

        await page.PressAsync(page.GetByTestId("zoom-in"), "Enter");
        await Expect(page.GetByTestId("zoom-view")).Not.ToHaveTextAsync("0:00 to 4:40");
        await page.Keyboard.PressAsync("0");
        await Expect(page.GetByTestId("zoom-view")).ToHaveTextAsync("0:00 to 4:40");
        await page.PressAsync(page.GetByTestId("scrub"), "Home");
        await Expect(page.GetByTestId("scrub-at")).ToHaveTextAsync("0:00");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(page.GetByTestId("scrub-at")).ToHaveTextAsync("0:10");
        await page.Keyboard.PressAsync("m");
        await Expect(page.GetByTestId("note-table")).ToContainTextAsync("Marker");
        await page.Keyboard.PressAsync("n");
        await Expect(page.GetByTestId("note-text")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Typed without a mouse.");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("note-table")).ToContainTextAsync("Typed without a mouse.");

        var finding = page.GetByTestId("finding-depression");
        await page.PressAsync(finding.GetByTestId("review-confirm"), "Enter");
        await Expect(finding.GetByTestId("review-note")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Fits what the patient told.");
        await page.PressAsync(finding.GetByTestId("review-save"), "Enter");
        await Expect(finding.GetByTestId("review-state")).ToHaveTextAsync("Confirmed by a clinician.");
        await Expect(finding.GetByTestId("judgement").Locator(":focus")).ToHaveCountAsync(1);

        await page.PressAsync(page.GetByTestId("export-menu").Locator("summary"), "Enter");
        await page.ToAsync(page.GetByTestId("download-csv"));
        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        download.SuggestedFilename.ShouldEndWith(".csv");
    }

    [Fact]
    public async Task A_patient_joins_consents_begins_and_finishes_with_keys_alone()
    {
        var clinician = await demonstration.ClinicianAsync();
        await clinician.CreatePatientAsync("Sample patient L", "TEST-061");
        var patient = await demonstration.PatientAsync(await clinician.CreateSessionAsync("Sample patient L", "TEST-061"));
        var page = patient.Page;

        await page.GetByTestId("about-continue").WaitForAsync();
        await page.PressAsync(page.GetByTestId("about-continue"), "Enter");
        await page.GetByTestId("consent").WaitForAsync();
        await page.PressAsync(page.GetByTestId("consent-agree"), "Space");
        await page.PressAsync(page.GetByTestId("consent-continue"), "Enter");
        await Expect(page.GetByTestId("begin")).ToBeEnabledAsync(new() { Timeout = 60_000 });
        await page.PressAsync(page.GetByTestId("begin"), "Enter");
        await Expect(page.GetByTestId("session-clock")).ToBeVisibleAsync(new() { Timeout = 60_000 });

        await page.PressAsync(page.GetByTestId("withdraw"), "Enter");
        await Expect(page.GetByTestId("withdraw-back")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("withdraw-back")).ToBeHiddenAsync();
        await Expect(page.GetByTestId("withdraw")).ToBeFocusedAsync();
        await page.PressAsync(page.GetByTestId("finish"), "Enter");
        await page.PressAsync(page.GetByTestId("finish-confirm"), "Enter");
        await page.GetByTestId("notice-ended").WaitForAsync();
    }

    private async Task<Walk> WalkAsync(IPage page, IReadOnlyList<string> routes, Dictionary<string, string> ids)
    {
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var all = new Walk([], 0);
        foreach (var route in routes)
        {
            await page.OpenAsync(new Uri(demonstration.Address, route.Contains('{') ? ids[route] : route));
            await page.RestsAsync();
            all = all.And(await WalkAsync(page, route));
        }

        return all;
    }

    // What a patient sees on the way to the room stands at one address.
    private async Task<Walk> WalkAsync(Patient patient, IReadOnlyList<string> routes)
    {
        await patient.Page.GetByTestId("about").WaitForAsync();
        await patient.Page.StandsAsync();
        var all = await WalkAsync(patient.Page, "about");
        await patient.Page.GetByTestId("about-continue").ClickAsync();
        await patient.Page.GetByTestId("consent").WaitForAsync();
        await patient.Page.StandsAsync();
        all = all.And(await WalkAsync(patient.Page, "consent"));
        await patient.Page.GotoAsync(new Uri(demonstration.Address, "/session").ToString());
        await patient.ConsentAsync();
        await patient.Page.StandsAsync();
        all = all.And(await WalkAsync(patient.Page, "room"));
        return all.And(await WalkAsync(patient.Page, routes, []));
    }

    private static async Task<Walk> WalkAsync(IPage page, string name)
    {
        var (found, reached) = await KeyWalk.ThroughAsync(page);
        return new([.. found.Select(f => $"{name}: {f}")], reached);
    }

    private sealed record Walk(IReadOnlyList<string> Wrong, int Reached)
    {
        public Walk And(Walk next) => new([.. Wrong, .. next.Wrong], Reached + next.Reached);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
