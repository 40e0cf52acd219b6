using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>The parts of a session in review: marked, shown beside the whole session, and assessed again.</summary>
public sealed partial class SessionPartsTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_mark_set_in_review_gives_its_part_figures_of_its_own_and_the_session_is_assessed_again_by_a_button()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient B").First.ClickAsync();
        await page.GetByTestId("open-review").First.ClickAsync();
        await page.GetByTestId("signals").Locator("summary").ClickAsync();
        await Expect(page.GetByTestId("signal-BlinkRate")).ToContainTextAsync("26 (Bentivoglio et al. 1997)", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("part-coverage").Locator("td")).ToHaveCountAsync(3);
        await Expect(page.GetByTestId("up-to-date")).ToBeVisibleAsync();

        await page.GetByTestId("context-marks").Locator("summary").ClickAsync();
        await page.GetByTestId("mark-at").FillAsync("3:10");
        await page.GetByTestId("mark-doing").SelectOptionAsync("Reading");
        await page.GetByTestId("mark-add").ClickAsync();

        await Expect(page.GetByTestId("part-coverage").Locator("td")).ToHaveCountAsync(4);
        await Expect(page.GetByTestId("signal-BlinkRate")).ToContainTextAsync("4.5 (Bentivoglio et al. 1997)");
        await Expect(page.GetByTestId("stale")).ToContainTextAsync("marked otherwise");
        await page.GetByTestId("assess-session").ClickAsync();
        await Expect(page.GetByTestId("assessed-again")).ToContainTextAsync("1 session assessed again; 1 has new findings", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("stale")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("like-with-like")).ToContainTextAsync("only the parts marked as conversation count");
        await Expect(page.GetByTestId("finding-stress").GetByTestId("earlier-assessments")).ToBeVisibleAsync();
        await new Pictures(page).TakeAsync("review-parts");

        await page.FitsAsync(390);
        await new Pictures(page).TakeAsync("review-parts-phone");
    }

    [Fact]
    public async Task A_row_of_sessions_that_is_assessed_again_shows_how_far_it_is_stops_between_two_and_is_gone_on_with()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients?find=DEMO-001");
        await page.Locator("[data-testid='patient-row'] a.main").ClickAsync();
        // Below all others stands the oldest, on which the later ones build.
        await page.GetByTestId("open-review").Last.ClickAsync();
        await Expect(page.GetByTestId("up-to-date")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        // Held by the database the first session takes long enough to be seen.
        await using var held = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = demonstration.Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await held.OpenAsync(TestContext.Current.CancellationToken);
        var problem = page.GetByTestId("assess-problem");
        Exception? unseen = null;
        for (var tries = 0; tries < 3; tries++)
        {
            // The server waits five seconds for its turn to write; where the browser took longer than that, it is looked at once more.
            await using (var writing = held.BeginTransaction())
            {
                await page.GetByTestId("assess-session").ClickAsync();
                unseen = await Record.ExceptionAsync(async () =>
                {
                    await Expect(page.GetByTestId("assess-again").Locator("label")).ToContainTextAsync(FirstOfSeveral(), new() { Timeout = 5_000 });
                    await page.GetByTestId("assess-stop").ClickAsync(new() { Timeout = 5_000 });
                    await Expect(page.GetByTestId("assess-stop")).ToBeDisabledAsync(new() { Timeout = 5_000 });
                });
            }

            await Expect(page.GetByTestId("assessed-again").Or(problem)).ToBeVisibleAsync();
            if (unseen is null && await problem.CountAsync() == 0) break;
        }

        unseen.ShouldBeNull();
        await Expect(page.GetByTestId("assessed-again")).ToContainTextAsync(StoppedAfterTheFirst(), new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("stale-others")).ToContainTextAsync("to be assessed again");
        await page.GetByTestId("assess-again").ScrollIntoViewIfNeededAsync();
        await new Pictures(page).TakeAsync("assess-stopped");
        await using (var writing = held.BeginTransaction())
        {
            await page.GetByTestId("assess-patient").ClickAsync();
            await Expect(page.GetByTestId("assess-problem")).ToContainTextAsync("the rest is as it was", new() { Timeout = 30_000 });
        }

        await page.GetByTestId("assess-patient").ClickAsync();
        await Expect(page.GetByTestId("assess-problem")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("assessed-again")).ToContainTextAsync("all findings came out as they were", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("stale-others")).ToHaveCountAsync(0);
    }

    [GeneratedRegex(@"^Session 1 of ([2-9]|\d\d)")]
    private static partial Regex FirstOfSeveral();

    [GeneratedRegex(@"^Stopped after 1 of ([2-9]|\d\d) sessions\.")]
    private static partial Regex StoppedAfterTheFirst();

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
