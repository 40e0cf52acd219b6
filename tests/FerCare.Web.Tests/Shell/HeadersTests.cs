using System.Net;
using System.Text.RegularExpressions;

namespace FerCare.Web.Tests.Shell;

public sealed partial class HeadersTests
{
    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/patients", HttpStatusCode.OK)]
    [InlineData("/_framework/blazor.web.js", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task Every_answer_forbids_foreign_scripts_and_framing(string path, HttpStatusCode status)
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = await app.SignedInAsync("vera");

        using var answer = await browser.GetAsync(path);

        answer.StatusCode.ShouldBe(status);
        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("base-uri 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("Permissions-Policy").Single().ShouldContain("camera=(self)");
        if (!path.EndsWith(".js", StringComparison.Ordinal)) answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/")]
    [InlineData("/patients")]
    [InlineData("/nowhere")]
    public async Task No_page_has_an_inline_script_and_each_says_that_it_is_no_diagnosis(string path)
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = await app.SignedInAsync("vera");

        var page = await browser.ReadAsync(path);

        page.ShouldContain("Not a diagnosis. Not certified as a medical device.");
        InlineScript().IsMatch(page).ShouldBeFalse();
    }

    [GeneratedRegex("<script(?![^>]*\\ssrc=)|\\son[a-z]+=\"|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
