using System.Net;
using FerCare.Web.Limits;
using Microsoft.AspNetCore.Builder;

namespace FerCare.Web.Tests.Limits;

public sealed class RequestLimitsTests
{
    private static void Few(WebApplicationBuilder builder)
    {
        builder.Configuration["Limits:TokensPerPerson"] = "25";
        builder.Configuration["Limits:PersonRefillPerSecond"] = "1";
        builder.Configuration["Limits:TokensPerAddress"] = "40";
        builder.Configuration["Limits:AddressRefillPerSecond"] = "1";
    }

    [Fact]
    public async Task An_export_costs_as_much_as_ten_pages()
    {
        await using var app = await RunningApp.StartAsync(Few);
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north));
        using var browser = await app.SignedInAsync("north");

        var exports = await CountAsync(browser, $"/sessions/{session.PublicId}/report.csv", 4);

        exports.ShouldBe((2, 2));
        (await CountAsync(browser, "/signed-in", 2)).Answered.ShouldBe(2, "what two exports left is enough for pages");
    }

    [Fact]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        await using var app = await RunningApp.StartAsync(Few);
        await app.HireAsync("north", "Team North");
        await app.HireAsync("south", "Team South");
        using var busy = await app.SignedInAsync("north");
        using var other = await app.SignedInAsync("south");

        (await CountAsync(busy, "/signed-in", 40)).Refused.ShouldBeGreaterThan(5);
        using var refused = await busy.GetAsync("/patients");
        var page = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 30);
        page.ShouldContain("Too many requests");
        page.ShouldContain("Not a diagnosis");
        (await CountAsync(other, "/signed-in", 5)).ShouldBe((5, 0));
    }

    [Fact]
    public async Task An_address_from_which_strangers_ask_too_often_is_refused_and_files_and_health_are_not_counted()
    {
        await using var app = await RunningApp.StartAsync(Few);
        using var stranger = app.Browser();

        (await CountAsync(stranger, "/health/live", 60)).Refused.ShouldBe(0);
        (await CountAsync(stranger, "/js/shell.js", 60)).Refused.ShouldBe(0);
        (await CountAsync(stranger, "/join", 60)).Refused.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Limits_under_which_nobody_could_export_are_refused() => Should.Throw<InvalidOperationException>(() => new RequestLimits { TokensPerPerson = 5 }.Checked());

    private static async Task<(int Answered, int Refused)> CountAsync(Browser browser, string path, int times)
    {
        var refused = 0;
        for (var i = 0; i < times; i++)
        {
            using var answer = await browser.GetAsync(path);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused++;
        }

        return (times - refused, refused);
    }
}
