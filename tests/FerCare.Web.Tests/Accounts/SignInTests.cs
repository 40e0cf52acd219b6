using System.Net;
using FerCare.Clinic.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Accounts;

public sealed class SignInTests
{
    [Fact]
    public async Task A_clinician_signs_in_sees_today_and_signs_out_and_all_of_it_is_written_down()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = await app.SignedInAsync("vera");

        (await browser.ReadAsync("/")).ShouldContain("No sessions today");
        using (var out_ = await browser.PostFormAsync("/", new Dictionary<string, string>(), "/sign-out")) out_.Headers.Location!.ToString().ShouldBe("/sign-in");
        using var after = await browser.GetAsync("/");

        after.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        after.Headers.Location!.ToString().ShouldContain("/sign-in");
        (await ActionsAsync(app)).ShouldBe([AuditAction.SignOut, AuditAction.SignIn], ignoreOrder: false);
    }

    [Fact]
    public async Task An_account_is_locked_after_seven_failures_and_nobody_learns_whether_it_exists()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();

        var pages = new List<string>();
        for (var i = 0; i < 7; i++) pages.Add(await AnswerAsync(browser, "vera", $"wrong {i}"));
        pages.Add(await AnswerAsync(browser, "vera", RunningApp.Password));
        pages.Add(await AnswerAsync(browser, "nobody", "wrong"));

        pages.ShouldAllBe(p => p.Contains("sign-in-failed"));
        pages.Select(WithoutWhatDiffersAnyway).Distinct().Count().ShouldBe(1);
        (await ActionsAsync(app)).ShouldBe(Enumerable.Repeat(AuditAction.SignInFailed, 9));
    }

    [Theory]
    [InlineData("vera")]
    [InlineData("nobody")]
    public async Task A_refusal_takes_the_same_least_time_whether_or_not_there_is_such_an_account(string userName)
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();
        await browser.ReadAsync("/sign-in");

        var began = System.Diagnostics.Stopwatch.StartNew();
        await AnswerAsync(browser, userName, "wrong");

        began.Elapsed.ShouldBeGreaterThanOrEqualTo(FerCare.Web.Accounts.SignIn.LeastForRefusal - TimeSpan.FromMilliseconds(20));
    }

    [Theory]
    [InlineData("https://elsewhere.example/", "/")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    [InlineData("/patients", "/patients")]
    public async Task Signing_in_leads_only_to_pages_of_this_app(string asked, string reached)
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();

        using var answer = await browser.PostFormAsync($"/sign-in?returnUrl={Uri.EscapeDataString(asked)}",
            new Dictionary<string, string> { ["Given.UserName"] = "vera", ["Given.Password"] = RunningApp.Password });

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        new Uri(app.Address, answer.Headers.Location!).AbsoluteUri.ShouldBe(new Uri(app.Address, reached).AbsoluteUri);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();

        using var signIn = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["Given.UserName"] = "vera", ["Given.Password"] = RunningApp.Password }),
        });
        using var signedIn = await app.SignedInAsync("vera");
        using var signOut = await signedIn.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/sign-out"));

        signIn.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        signOut.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<string> AnswerAsync(Browser browser, string userName, string password)
    {
        using var answer = await browser.SignInAsync(userName, password);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    // The token and the echo of what was typed.
    private static string WithoutWhatDiffersAnyway(string page) => System.Text.RegularExpressions.Regex.Replace(page, "value=\"[^\"]*\"|<!--Blazor[^>]*-->", "");

    private static async Task<AuditAction[]> ActionsAsync(RunningApp app) =>
        [.. (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(50)).Select(l => l.Action).Where(a => a is AuditAction.SignIn or AuditAction.SignInFailed or AuditAction.SignOut)];
}
