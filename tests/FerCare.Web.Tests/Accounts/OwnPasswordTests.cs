using System.Net;
using FerCare.Clinic.Audit;
using FerCare.Web.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Accounts;

public sealed class OwnPasswordTests
{
    private const string Fresh = "quite another sentence of hers";
    private readonly StandingClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_changes_their_password_stays_in_and_every_other_sign_in_of_the_account_ends()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var desk = app.Browser();
        using var elsewhere = app.Browser();
        var (phone, _) = await Authenticator.EnrolAsync(desk, "vera", clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        (await EntersAsync(elsewhere, RunningApp.Password, phone)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromMinutes(1));

        var page = await ChangeAsync(desk, RunningApp.Password, Fresh, Fresh, phone.Code());

        page.ShouldContain("password-changed");
        using (var here = await desk.GetAsync("/")) here.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var there = await elsewhere.GetAsync("/")) there.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        clock.Advance(TimeSpan.FromMinutes(1));
        using (var here = await desk.GetAsync("/")) here.StatusCode.ShouldBe(HttpStatusCode.OK, "the new cookie has the new stamp");
        (await EntersAsync(elsewhere, RunningApp.Password, phone)).ShouldBeFalse("that is the old password");
        (await EntersAsync(elsewhere, Fresh, phone)).ShouldBeTrue();
        (await ActionsAsync(app)).Count(a => a == AuditAction.ChangePassword).ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_password_a_wrong_code_or_one_that_was_used_changes_nothing()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var desk = app.Browser();
        var (phone, _) = await Authenticator.EnrolAsync(desk, "vera", clock);
        var used = phone.Code();
        clock.Advance(TimeSpan.FromMinutes(1));
        var wrong = phone.Code() == "111111" ? "222222" : "111111";

        (await ChangeAsync(desk, "not her password", Fresh, Fresh, phone.Code())).ShouldContain("password-refused");
        (await ChangeAsync(desk, RunningApp.Password, Fresh, Fresh, wrong)).ShouldContain("password-refused");
        (await ChangeAsync(desk, RunningApp.Password, Fresh, Fresh, used)).ShouldContain("password-refused");
        (await ChangeAsync(desk, RunningApp.Password, Fresh, Fresh, "")).ShouldContain("password-refused");

        using var elsewhere = app.Browser();
        (await EntersAsync(elsewhere, RunningApp.Password, phone)).ShouldBeTrue();
        var actions = await ActionsAsync(app);
        actions.Count(a => a == AuditAction.SignInFailed).ShouldBe(4);
        actions.ShouldNotContain(AuditAction.ChangePassword);
    }

    [Fact]
    public async Task Guessing_at_an_open_page_locks_the_account_like_guessing_at_the_door()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var desk = app.Browser();
        var (phone, _) = await Authenticator.EnrolAsync(desk, "vera", clock);
        clock.Advance(TimeSpan.FromMinutes(1));

        for (var i = 0; i < AccountLock.MostFailures; i++) (await ChangeAsync(desk, $"guess {i}", Fresh, Fresh, phone.Code())).ShouldContain("password-refused");

        (await ChangeAsync(desk, RunningApp.Password, Fresh, Fresh, phone.Code())).ShouldContain("password-refused");
        clock.Advance(AccountLock.Duration + TimeSpan.FromSeconds(1));
        (await ChangeAsync(desk, RunningApp.Password, Fresh, Fresh, phone.Code())).ShouldContain("password-changed");
    }

    [Theory]
    [InlineData("password1", "password1", "among the first that would be tried")]
    [InlineData("steelers", "steelers", "among the first that would be tried")]
    [InlineData("Maverick1999!", "Maverick1999!", "among the first that would be tried")]
    [InlineData("short", "short", "at least 8 characters")]
    [InlineData("Name of vera", "Name of vera", "among the first that would be tried")]
    [InlineData(Fresh, "typed otherwise", "not typed the same way twice")]
    [InlineData(RunningApp.Password, RunningApp.Password, "the password you have")]
    public async Task A_password_that_cannot_be_taken_is_told_before_a_code_is_used_up(string wanted, string again, string told)
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var desk = app.Browser();
        var (phone, _) = await Authenticator.EnrolAsync(desk, "vera", clock);
        clock.Advance(TimeSpan.FromMinutes(1));

        (await ChangeAsync(desk, RunningApp.Password, wanted, again, phone.Code())).ShouldContain(told);

        (await ChangeAsync(desk, RunningApp.Password, Fresh, Fresh, phone.Code())).ShouldContain("password-changed");
    }

    [Fact]
    public async Task The_sign_in_that_goes_on_ends_twelve_hours_after_it_began_all_the_same()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var desk = app.Browser();
        var (phone, _) = await Authenticator.EnrolAsync(desk, "vera", clock);
        await WorkAsync(desk, SignedInPerson.Longest - TimeSpan.FromMinutes(20));
        (await ChangeAsync(desk, RunningApp.Password, Fresh, Fresh, phone.Code())).ShouldContain("password-changed");

        await WorkAsync(desk, TimeSpan.FromMinutes(10));
        clock.Advance(TimeSpan.FromMinutes(10));

        using var over = await desk.GetAsync("/signed-in");
        over.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock), secondFactor: true);

    private async Task WorkAsync(Browser browser, TimeSpan time)
    {
        for (var worked = TimeSpan.Zero; worked < time; worked += TimeSpan.FromMinutes(10))
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            using var busy = await browser.GetAsync("/signed-in");
            busy.StatusCode.ShouldBe(HttpStatusCode.NoContent, $"after {worked}");
        }
    }

    private static async Task<string> ChangeAsync(Browser browser, string current, string wanted, string again, string code)
    {
        using var answer = await browser.PostFormAsync("/account", new Dictionary<string, string>
        {
            ["Password.Current"] = current, ["Password.Wanted"] = wanted, ["Password.Again"] = again, ["Password.Code"] = code,
        }, form: "password");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<bool> EntersAsync(Browser browser, string password, Authenticator phone)
    {
        using var first = await browser.SignInAsync("vera", password);
        if (first.StatusCode != HttpStatusCode.Redirect) return false;
        using var second = await browser.PostFormAsync("/sign-in/code", Authenticator.Given(phone.Code()));
        return second.StatusCode == HttpStatusCode.Redirect;
    }

    private static async Task<AuditAction[]> ActionsAsync(RunningApp app) => [.. (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(200, Cancel)).Select(l => l.Action)];
}
