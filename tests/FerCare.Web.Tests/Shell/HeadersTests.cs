using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Over_https_browsers_keep_to_it_and_cookies_belong_to_this_host_alone()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton<IStartupFilter, BehindHttps>());
        await app.HireAsync("vera", "Team North");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Address };
        using var page = await http.GetAsync("/sign-in", TestContext.Current.CancellationToken);
        page.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000; includeSubDomains"]);
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var crossSite = page.Headers.GetValues("Set-Cookie").Single(c => c.Contains("Antiforgery"));
        crossSite.ShouldContain("; secure", Case.Insensitive);
        using var form = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["_handler"] = "sign-in", ["Given.UserName"] = "vera", ["Given.Password"] = RunningApp.Password,
                ["__RequestVerificationToken"] = FormToken().Match(text).Groups[1].Value,
            }),
        };
        form.Headers.Add("Cookie", crossSite.Split(';')[0]);

        using var signedIn = await http.SendAsync(form, TestContext.Current.CancellationToken);

        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-FerCare=", StringComparison.Ordinal));
        cookie.ShouldContain("; secure", Case.Insensitive);
        cookie.ShouldContain("; httponly", Case.Insensitive);
        cookie.ShouldContain("; samesite=lax", Case.Insensitive);
        cookie.ShouldContain("; path=/;", Case.Insensitive);
        cookie.ShouldNotContain("domain=", Case.Insensitive);
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

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    [GeneratedRegex("<script(?![^>]*\\ssrc=)|\\son[a-z]+=\"|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    /// <summary>What a proxy that speaks HTTPS makes of a request.</summary>
    private sealed class BehindHttps : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> rest) => app =>
        {
            app.Use((context, next) =>
            {
                context.Request.Scheme = "https";
                return next(context);
            });
            rest(app);
        };
    }
}
