using System.Net;

namespace FerCare.Web.Tests.Shell;

public sealed class HeadersTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/nowhere")]
    public async Task Every_answer_forbids_foreign_scripts_and_framing(string path)
    {
        await using var app = await RunningApp.StartAsync();
        using var browser = app.Browser();

        using var answer = await browser.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        if (path != "/nowhere") answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
