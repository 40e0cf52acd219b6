using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using FerCare.Clinic.Access;
using FerCare.Web.Administration;
using FerCare.Web.Languages;
using FerCare.Web.Monitoring;
using FerCare.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FerCare.Web.Tests.Administration;

public sealed partial class ServerPageTests
{
    private static readonly ServerLook Well = new([], 2, 10, 0, 25, 25, new FrameTotals(1000, 1000, 0, 0),
        (TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(60)), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200), 0, 1, 400_000_000, 90_000, TimeSpan.FromMinutes(3));

    private readonly IStringLocalizer words = new Words(new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>());

    [Fact]
    public async Task An_administrator_sees_how_the_server_does()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Monitoring:MostSessions"] = "7");
        await app.HireAsync("admin", null, Roles.Administrator);
        using var administrator = await app.SignedInAsync("admin");

        var page = await administrator.ReadAsync("/server");

        page.ShouldContain("server-ready");
        Text(page, "sessions").ShouldContain("0 of 7");
        Text(page, "rate").ShouldContain("25 of 25 per second");
        page.ShouldNotContain("data-concern=\"true\"");
    }

    [Fact]
    public async Task What_stands_against_sessions_is_named_on_the_page_and_at_the_health_address()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Health:LeastFreeMegabytes"] = "1e12");
        await app.HireAsync("admin", null, Roles.Administrator);
        using var administrator = await app.SignedInAsync("admin");

        using var answer = await administrator.GetAsync("/health/ready");
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var page = await administrator.ReadAsync("/server");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        said.ShouldStartWith("Unhealthy\ndisk: ");
        said.ShouldNotContain(app.DataFolder);
        page.ShouldContain("server-not-ready");
        page.ShouldContain("are free on the disk of the data folder");
        RowOf(page, "disk").ShouldContain("data-concern=\"true\"");
    }

    [Fact]
    public void Each_figure_has_German_words_of_its_own()
    {
        var english = ServerRows.Of(Well, new FramesPerSecond(50, 50, 0, 0), new HealthOptions(), words);
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (new("de"), new("de"));
        try
        {
            var german = ServerRows.Of(Well, new FramesPerSecond(50, 50, 0, 0), new HealthOptions(), words);

            german.Single(r => r.Name == "age").Value.ShouldBe("12 ms, 99 von 100 unter 60 ms");
            foreach (var (there, here) in english.Zip(german)) (here.Title, here.Meaning).ShouldNotBe((there.Title, there.Meaning));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    [Fact]
    public void Nothing_is_asked_of_anybody_while_the_server_is_well() =>
        Concerns(Well, new FramesPerSecond(50, 50, 0, 0)).ShouldBeEmpty();

    [Fact]
    public void Each_figure_that_is_not_as_it_should_be_says_what_to_do()
    {
        Concerns(Well with { WaitingForPlace = 1 }).ShouldBe(["sessions", "waiting"]);
        Concerns(Well, new FramesPerSecond(100, 60, 40, 0)).ShouldBe(["frames", "shed"]);
        Concerns(Well, new FramesPerSecond(100, 99.5, 0.5, 2)).ShouldBe(["refused"]);
        Concerns(Well with { RateAsked = 15 }).ShouldBe(["rate"]);
        Concerns(Well with { Age = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(301)) }).ShouldBe(["age"]);
        Concerns(Well with { WriterLag = TimeSpan.FromSeconds(6) }).ShouldBe(["writer"]);
        Concerns(Well with { LostSamples = 1 }).ShouldBe(["writer", "lost"]);
        Concerns(Well with { FreeMegabytes = 499 }).ShouldBe(["disk"]);
        ServerRows.Of(Well with { FreeMegabytes = 499 }, null, new HealthOptions(), words).Single(r => r.Concern).Advice.ShouldContain("Make room");
    }

    [Fact]
    public void Rates_are_those_of_the_last_seconds()
    {
        var trend = new LoadTrend();

        trend.Next(Well with { Up = TimeSpan.FromSeconds(1), Frames = new(0, 0, 0, 0) }).ShouldBeNull();
        for (var second = 2; second <= 30; second++)
        {
            var last = trend.Next(Well with { Up = TimeSpan.FromSeconds(second), Frames = new(50 * second, 40 * second, 10 * second, 0) });
            if (second > 10) last.ShouldBe(new FramesPerSecond(50, 40, 10, 0));
        }
    }

    private IEnumerable<string> Concerns(ServerLook look, FramesPerSecond? frames = null) => ServerRows.Of(look, frames, new HealthOptions(), words).Where(r => r.Concern).Select(r => r.Name);

    private static string Text(string page, string row) => WebUtility.HtmlDecode(Tag().Replace(RowOf(page, row), " "));

    private static string RowOf(string page, string row) => Regex.Match(page, $"<tr[^>]*data-testid=\"server-{row}\".*?</tr>", RegexOptions.Singleline).Value;

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
