using System.Globalization;
using Microsoft.Playwright;

namespace FerCare.Bench;

/// <summary>Medians and 95th percentiles of a time in milliseconds.</summary>
internal readonly record struct Times(double P50, double P95)
{
    public static Times Of(IEnumerable<double> measured)
    {
        double[] sorted = [.. measured.Order()];
        return sorted.Length == 0 ? throw new InvalidOperationException("Times: expected at least one, found none.")
            : new(Math.Round(sorted[sorted.Length / 2], 1), Math.Round(sorted[sorted.Length * 95 / 100], 1));
    }
}

/// <summary>How evenly a page moved.</summary>
/// <param name="Frames">Frames that were drawn meanwhile.</param>
/// <param name="Late">Share of them that came more than 33 ms after the one before, 0..1.</param>
/// <param name="P95">95th percentile of the time from frame to frame, milliseconds.</param>
internal readonly record struct Smoothness(int Frames, double Late, double P95)
{
    /// <summary>Two frames of a screen with 60 a second: later than that is seen as a stutter.</summary>
    public const double LateMs = 33.4;

    public static Smoothness Of(IReadOnlyList<double> intervals) =>
        new(intervals.Count, Math.Round(intervals.Count(i => i > LateMs) / (double)Math.Max(1, intervals.Count), 4), Times.Of(intervals).P95);
}

/// <summary>What a clinician waits for and sees when they open and move through a review in Debian's Chromium.</summary>
/// <param name="Click">From the click on the session's link, in a page that is open, to the chart drawn.</param>
/// <param name="Load">From asking for the review's own address, with style sheets and scripts in the cache, to the chart drawn.</param>
internal sealed record BrowserReview(string Browser, int Openings, Times Click, Times Load, Smoothness Scroll, Smoothness Zoom, Smoothness Pan);

/// <summary>Opens the review of a session in a real browser again and again, and moves through it with wheel and mouse.</summary>
internal sealed class ReviewBrowser(IPage page, Uri clinic, Guid patient, Guid session)
{
    public const int Openings = 30;
    private const int WarmUp = 3, WheelTurns = 60, MouseSteps = 90;
    private const string Drawn = "[data-testid=timeline-chart][data-points]";

    // Drawn: the figures are on the canvas, and two frames have passed in which it came on the screen.
    private const string Watch =
        """
        window.whenDrawn = () => new Promise(done => {
          const look = () => location.pathname.endsWith('/review') && document.querySelector('[data-testid=timeline-chart][data-points]')
            ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))) : requestAnimationFrame(look);
          look();
        });
        window.frames33 = () => {
          const times = [];
          let going = true;
          const next = at => { times.push(at); if (going) requestAnimationFrame(next); };
          requestAnimationFrame(next);
          return () => { going = false; return times.slice(1).map((at, i) => at - times[i]); };
        };
        window.firstDrawn = window.whenDrawn();
        """;

    /// <summary>Signs in and measures.</summary>
    public static async Task<BrowserReview> MeasureAsync(Uri clinic, string userName, string password, Guid patient, Guid session)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"],
        });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(clinic.ToString());
        await page.GetByTestId("user-name").FillAsync(userName);
        await page.GetByTestId("password").FillAsync(password);
        await page.GetByTestId("sign-in").ClickAsync();
        await page.GetByTestId("signed-in-name").WaitForAsync();
        var review = new ReviewBrowser(page, clinic, patient, session);
        var (click, load) = (await review.ClickAsync(), await review.LoadAsync());
        return new($"Chromium {browser.Version}", Openings, click, load, await review.ScrollAsync(), await review.ZoomAsync(), await review.PanAsync());
    }

    private async Task<Times> ClickAsync()
    {
        await page.GotoAsync(new Uri(clinic, $"/patients/{patient}").ToString());
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var times = new List<double>();
        for (var round = 0; round < WarmUp + Openings; round++)
        {
            var link = page.Locator($"a[href='/sessions/{session}/review']").First;
            await link.WaitForAsync();
            await page.EvaluateAsync("() => { window.opening = new Promise(done => addEventListener('click', e => { const from = e.timeStamp; window.whenDrawn().then(at => done(at - from)); }, { capture: true, once: true })); }");
            await link.ClickAsync();
            // A page that was loaded anew instead has no such promise.
            var took = await page.EvaluateAsync<double?>("() => window.opening ?? null");
            if (took is { } ms && round >= WarmUp) times.Add(ms);
            else if (took is null && round >= WarmUp) throw new InvalidOperationException("Review: expected to be opened within the page, found it loaded anew.");
            await page.Locator(Drawn).WaitForAsync();
            await page.Locator("a.back").ClickAsync();
        }

        return Times.Of(times);
    }

    private async Task<Times> LoadAsync()
    {
        var times = new List<double>();
        for (var round = 0; round < WarmUp + Openings; round++)
        {
            await page.GotoAsync(new Uri(clinic, $"/sessions/{session}/review").ToString(), new() { WaitUntil = WaitUntilState.Commit });
            var took = await page.EvaluateAsync<double>("() => window.firstDrawn");
            if (round >= WarmUp) times.Add(took);
        }

        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return Times.Of(times);
    }

    private Task<Smoothness> ScrollAsync() => DuringAsync(async () =>
    {
        await page.Mouse.MoveAsync(640, 450);
        for (var turn = 0; turn < WheelTurns; turn++) await TurnAsync(turn < WheelTurns / 2 ? 120 : -120);
    });

    private Task<Smoothness> ZoomAsync() => DuringAsync(async () =>
    {
        await MiddleAsync();
        await page.Keyboard.DownAsync("Control");
        for (var turn = 0; turn < WheelTurns; turn++) await TurnAsync(turn % 20 < 10 ? -120 : 120);
        await page.Keyboard.UpAsync("Control");
    });

    private async Task<Smoothness> PanAsync()
    {
        await page.GetByTestId("zoom-in").ClickAsync();
        await page.GetByTestId("zoom-in").ClickAsync();
        return await DuringAsync(async () =>
        {
            var (x, y) = await MiddleAsync();
            await page.Mouse.DownAsync();
            for (var step = 0; step < MouseSteps; step++)
            {
                await page.Mouse.MoveAsync(x + (float)(250 * Math.Sin(step * 2 * Math.PI / 45)), y);
                await FrameAsync();
            }

            await page.Mouse.UpAsync();
        });
    }

    private async Task<(float X, float Y)> MiddleAsync()
    {
        var chart = page.GetByTestId("timeline-chart");
        await chart.ScrollIntoViewIfNeededAsync();
        var box = await chart.BoundingBoxAsync() ?? throw new InvalidOperationException("Review: expected a chart, found none.");
        var (x, y) = (box.X + box.Width / 2, box.Y + 120);
        await page.Mouse.MoveAsync(x, y);
        return (x, y);
    }

    private async Task TurnAsync(float by)
    {
        await page.Mouse.WheelAsync(0, by);
        await FrameAsync();
    }

    // A hand gives a browser one movement a frame.
    private Task FrameAsync() => page.EvaluateAsync("() => new Promise(requestAnimationFrame)");

    private async Task<Smoothness> DuringAsync(Func<Task> move)
    {
        await page.EvaluateAsync("() => { window.stopFrames = window.frames33(); }");
        await move();
        return Smoothness.Of(await page.EvaluateAsync<double[]>("() => window.stopFrames()"));
    }

    /// <summary>The figures as lines of text.</summary>
    public static string Text(BrowserReview found) => string.Create(CultureInfo.InvariantCulture,
        $"""
           {found.Browser}, {found.Openings} openings each, from asking to the chart drawn:
           {"click on the session",-22} p50 {found.Click.P50,7:0.0} ms, p95 {found.Click.P95,7:0.0} ms
           {"page loaded anew",-22} p50 {found.Load.P50,7:0.0} ms, p95 {found.Load.P95,7:0.0} ms
           {"scrolling the page",-22} {Line(found.Scroll)}
           {"zooming the chart",-22} {Line(found.Zoom)}
           {"panning the chart",-22} {Line(found.Pan)}

         """);

    private static string Line(Smoothness moved) =>
        string.Create(CultureInfo.InvariantCulture, $"{moved.Late,6:0.0%} of {moved.Frames} frames later than 33 ms, p95 {moved.P95:0.0} ms from frame to frame");
}
