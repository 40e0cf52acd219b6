using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>The timeline in review in a real browser: from findings to their windows and back, and zooming in to finer figures.</summary>
public sealed class ReviewTimelineTests(DemonstrationWithCamera demonstration) : IClassFixture<DemonstrationWithCamera>
{
    [Fact]
    public async Task A_click_on_a_finding_shows_its_window_and_a_click_on_the_window_leads_to_its_finding()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient A").First.ClickAsync();
        await page.GetByTestId("open-review").First.ClickAsync();
        var chart = page.GetByTestId("timeline-chart");
        await Expect(chart).ToHaveAttributeAsync("data-width", "1000", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("zoom-view")).ToHaveTextAsync("0:00 to 4:40");
        await PicturesAsync(page, "review-timeline");

        var evidence = page.GetByTestId("finding-depression").GetByTestId("evidence").First;
        await evidence.ClickAsync();
        await Expect(evidence).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.GetByTestId("zoom-view")).Not.ToHaveTextAsync("0:00 to 4:40");
        await new Pictures(page).TakeAsync("review-window");
        await page.GetByTestId("zoom-whole").ClickAsync();
        await Expect(page.GetByTestId("zoom-view")).ToHaveTextAsync("0:00 to 4:40");

        // On the chart itself, where the last window of the first finding lies.
        var last = page.GetByTestId("finding-depression").GetByTestId("evidence").Last;
        var id = await last.GetAttributeAsync("id");
        await chart.ScrollIntoViewIfNeededAsync();
        var at = await chart.EvaluateAsync<float[]>("""
            (place, id) => {
              const list = [...document.querySelectorAll('[data-window]')].find(b => b.dataset.window === id).textContent.match(/(\d+):(\d+)–(\d+):(\d+)/).slice(1).map(Number);
              const middle = ((list[0] + list[2]) * 60 + list[1] + list[3]) * 500;
              return window.echarts.getInstanceByDom(place).convertToPixel({ xAxisIndex: 2, yAxisIndex: 2 }, [middle, 2]);
            }
            """, id);
        await chart.ClickAsync(new() { Position = new() { X = at![0], Y = at[1] } });
        await Expect(last).ToBeFocusedAsync();
        await Expect(last).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(evidence).ToHaveAttributeAsync("aria-pressed", "false");

        await page.GetByTestId("timeline-windows").GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(evidence).ToBeFocusedAsync();

        var happy = page.Locator("[data-expression='happy']");
        await happy.ClickAsync();
        await Expect(happy).ToHaveAttributeAsync("aria-pressed", "false");
        (await chart.EvaluateAsync<string[]>("place => window.echarts.getInstanceByDom(place).getOption().series.map(s => s.name)")).ShouldNotContain("happy");
        await page.GetByTestId("timeline-table").Locator("summary").ClickAsync();
        await Expect(page.GetByTestId("timeline-table").Locator("thead")).ToContainTextAsync("Valence");
        await Expect(page.GetByTestId("timeline-table").Locator("tbody")).ToContainTextAsync("Usable");
        await Expect(page.GetByTestId("timeline-table").Locator("tbody")).ToContainTextAsync("Conversation");
    }

    [Fact]
    public async Task Zoomed_in_by_keys_buttons_and_wheel_a_long_session_shows_finer_figures_and_the_scrubber_follows()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient B").First.ClickAsync();
        var review = await page.GetByTestId("open-review").First.GetAttributeAsync("href");
        await using var database = await OpenAsync();
        await LengthenAsync(database, Guid.Parse(review!.Split('/')[2]));
        await clinician.GoAsync(review);
        var chart = page.GetByTestId("timeline-chart");
        await Expect(chart).ToHaveAttributeAsync("data-width", "10000", new() { Timeout = 30_000 });
        await Expect(chart).ToHaveAttributeAsync("data-points", "240");
        await Expect(page.GetByTestId("scrub")).ToHaveAttributeAsync("aria-valuetext", "0:00", new() { Timeout = 30_000 });

        await chart.HoverAsync();
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("+");
        await Expect(page.GetByTestId("zoom-view")).ToHaveTextAsync("15:00 to 25:00");
        await Expect(chart).ToHaveAttributeAsync("data-width", "1000", new() { Timeout = 30_000 });
        int.Parse((await chart.GetAttributeAsync("data-points"))!).ShouldBeLessThanOrEqualTo(2_000);
        await Expect(page.GetByTestId("scrub")).ToHaveAttributeAsync("min", "900000");
        await Expect(page.GetByTestId("scrub")).ToHaveAttributeAsync("max", "1500000");
        await Expect(page.GetByTestId("scrub-at")).ToHaveTextAsync("15:00");

        // Who walks on beyond what is shown takes the chart along.
        await page.GetByTestId("scrub").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.GetByTestId("scrub-at")).ToHaveTextAsync("14:59");
        await Expect(page.GetByTestId("zoom-view")).ToHaveTextAsync("5:59 to 15:59");

        await page.Keyboard.PressAsync("-");
        await Expect(page.GetByTestId("zoom-view")).Not.ToHaveTextAsync("5:59 to 15:59");
        await page.Keyboard.PressAsync("0");
        await Expect(page.GetByTestId("zoom-view")).ToHaveTextAsync("0:00 to 40:00");
        await Expect(chart).ToHaveAttributeAsync("data-width", "10000");
        await page.GetByTestId("zoom-in").ClickAsync();
        await Expect(page.GetByTestId("zoom-view")).Not.ToHaveTextAsync("0:00 to 40:00");
        await page.GetByTestId("zoom-whole").ClickAsync();
        await Expect(page.GetByTestId("zoom-view")).ToHaveTextAsync("0:00 to 40:00");

        await chart.HoverAsync();
        await page.Keyboard.DownAsync("Control");
        await page.Mouse.WheelAsync(0, -600);
        await page.Keyboard.UpAsync("Control");
        await Expect(page.GetByTestId("zoom-view")).Not.ToHaveTextAsync("0:00 to 40:00");
        var before = await page.GetByTestId("zoom-view").InnerTextAsync();
        var box = (await chart.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 700, box.Y + 150);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 500, box.Y + 150, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Expect(page.GetByTestId("zoom-view")).Not.ToHaveTextAsync(before);
        await page.Keyboard.PressAsync("0");
        await page.GetByTestId("scrub-keys").UncheckAsync();
        await page.Keyboard.PressAsync("+");
        await Expect(page.GetByTestId("zoom-view")).ToHaveTextAsync("0:00 to 40:00");

        // What cannot be read leaves what is drawn, says so, and can be asked for again. On a page that has no finer figures from before.
        await clinician.GoAsync(review);
        await Expect(chart).ToHaveAttributeAsync("data-width", "10000");
        using (AwayTable.Of(demonstration.Database, "emotion_rollups"))
        {
            await page.GetByTestId("zoom-in").ClickAsync();
            await Expect(page.GetByTestId("refine-problem")).ToBeVisibleAsync();
            await Expect(chart).ToHaveAttributeAsync("data-width", "10000");
        }

        await page.GetByTestId("refine-retry").ClickAsync();
        await Expect(chart).ToHaveAttributeAsync("data-width", "1000", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("refine-problem")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Keys_walk_along_the_session_after_a_click_on_a_button_which_keeps_the_space_bar()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient A").First.ClickAsync();
        await page.GetByTestId("open-review").First.ClickAsync();
        await Expect(page.GetByTestId("scrub")).ToHaveAttributeAsync("aria-valuetext", "0:00", new() { Timeout = 30_000 });

        await page.GetByTestId("scrub-help").ClickAsync();
        await Expect(page.GetByTestId("scrub-help-text")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.GetByTestId("scrub-at")).ToHaveTextAsync("0:01");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.GetByTestId("scrub-help-text")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("scrub-play")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task A_chart_that_cannot_be_drawn_says_so_and_is_drawn_at_the_second_try()
    {
        var clinician = await demonstration.ClinicianAsync();
        var page = clinician.Page;
        await page.RouteAsync("**/lib/echarts/**", route => route.AbortAsync());
        await clinician.GoAsync("/patients");
        await page.GetByText("Sample patient A").First.ClickAsync();
        await page.GetByTestId("open-review").First.ClickAsync();
        await Expect(page.GetByTestId("chart-problem")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await new Pictures(page).TakeAsync("review-chart-problem");
        await page.UnrouteAsync("**/lib/echarts/**");
        await page.GetByTestId("chart-retry").ClickAsync();
        await Expect(page.GetByTestId("timeline-chart")).ToHaveAttributeAsync("data-width", "1000", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("chart-problem")).ToHaveCountAsync(0);
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = demonstration.Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Repeats a session's parts until it lasts forty minutes, more seconds than a chart draws at once.</summary>
    private static async Task LengthenAsync(SqliteConnection database, Guid session)
    {
        await SayAsync(database, $$"""
            WITH RECURSIVE own(id) AS (SELECT "Id" FROM sessions WHERE "PublicId" = '{{session.ToString().ToUpperInvariant()}}'),
              rounds(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rounds WHERE n < 12)
            INSERT INTO emotion_rollups (session_id, width_ms, from_ms, to_ms, valid, gap, issue, angry, disgust, fear, happy, sad, surprise, neutral)
            SELECT session_id, width_ms, from_ms + n * 200000, to_ms + n * 200000, valid, gap, issue, angry, disgust, fear, happy, sad, surprise, neutral
            FROM emotion_rollups JOIN own ON own.id = session_id JOIN rounds
            WHERE from_ms >= 60000 AND from_ms < 260000 AND from_ms + n * 200000 >= (SELECT max(to_ms) FROM emotion_rollups r JOIN own ON own.id = r.session_id) AND to_ms + n * 200000 <= 2400000;
            """);
    }

    private static async Task SayAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    // Phone and desk, light and dark.
    private static async Task PicturesAsync(IPage page, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            foreach (var width in new[] { 390, 1280 })
            {
                await page.FitsAsync(width, 900);
                await new Pictures(page).TakeAsync($"{name}-{width}-{scheme}".ToLowerInvariant());
            }
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
