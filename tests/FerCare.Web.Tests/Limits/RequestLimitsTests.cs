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
        // In proportion, and so much that what comes back meanwhile is no whole export.
        await using var app = await RunningApp.StartAsync(builder =>
        {
            Few(builder);
            builder.Configuration["Limits:TokensPerPerson"] = builder.Configuration["Limits:TokensPerAddress"] = "2500";
            builder.Configuration["Limits:ExportTokens"] = "1000";
        });
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north));
        using var browser = await app.SignedInAsync("north");

        var exports = await CountAsync(browser, $"/sessions/{session.PublicId}/report.csv", 4);

        exports.ShouldBe((2, 2));
        (await CountAsync(browser, "/signed-in", 200)).Answered.ShouldBe(200, "what two exports left is enough for pages");
        new RequestLimits().ExportTokens.ShouldBe(10);
    }

    [Fact]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        await using var app = await RunningApp.StartAsync(Few);
        await app.HireAsync("north", "Team North");
        await app.HireAsync("south", "Team South");
        using var busy = await app.SignedInAsync("north");
        using var other = await app.SignedInAsync("south");

        (await AnsweredUntilRefusedAsync(busy, "/signed-in")).ShouldBeGreaterThan(15);
        var refused = await busy.GetAsync("/patients");
        for (var tries = 0; tries < 5 && refused.StatusCode != HttpStatusCode.TooManyRequests; tries++)
        {
            // A token came back in between.
            refused.Dispose();
            refused = await busy.GetAsync("/patients");
        }

        using var last = refused;
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
        (await AnsweredUntilRefusedAsync(stranger, "/join")).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Limits_under_which_nobody_could_export_are_refused() => Should.Throw<InvalidOperationException>(() => new RequestLimits { TokensPerPerson = 5 }.Checked());

    /// <summary>How many requests were answered before one was refused: tokens come back each second, so a machine that answers slowly answers more.</summary>
    private static async Task<int> AnsweredUntilRefusedAsync(Browser browser, string path)
    {
        for (var answered = 0; ; answered++)
        {
            if ((await CountAsync(browser, path, 1)).Refused > 0) return answered;
            answered.ShouldBeLessThan(2000, "nothing is refused");
        }
    }

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
