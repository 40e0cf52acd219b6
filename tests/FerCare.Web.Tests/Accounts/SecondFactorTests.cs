using System.Net;
using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Web.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Accounts;

public sealed class SecondFactorTests
{
    private readonly StandingClock clock = new();

    [Fact]
    public async Task The_first_sign_in_enrols_an_authenticator_and_shows_ten_recovery_codes_once()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();

        using (var password = await browser.SignInAsync("vera", RunningApp.Password)) password.Headers.Location!.ToString().ShouldContain("/sign-in/second-factor");
        using (var early = await browser.GetAsync("/")) early.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await browser.ReadAsync("/sign-in/second-factor");
        page.ShouldContain("<svg");
        var phone = Authenticator.From(page, clock);
        using var wrong = await browser.PostFormAsync("/sign-in/second-factor", Authenticator.Given("000000"));
        (await TextOf(wrong)).ShouldContain("enrolment-failed");
        using var enrolled = await browser.PostFormAsync("/sign-in/second-factor", Authenticator.Given(phone.Code()));

        var codes = Authenticator.RecoveryCodesIn(await TextOf(enrolled));
        codes.Distinct().Count().ShouldBe(10);
        (await browser.ReadAsync("/")).ShouldContain("No sessions today");
        Authenticator.RecoveryCodesIn(await browser.ReadAsync("/account")).ShouldBeEmpty();
        (await ActionsAsync(app)).ShouldContain(AuditAction.EnrolSecondFactor);
        await using var clinic = await app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(Cancel);
        var stored = await clinic.Users.SingleAsync(u => u.UserName == "vera", Cancel);
        stored.SecondFactorSecret!.ShouldNotContain(Convert.ToBase64String(phone.Secret));
    }

    [Fact]
    public async Task A_password_alone_lets_nobody_in_and_a_code_is_taken_once_only()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();
        var (phone, _) = await Authenticator.EnrolAsync(browser, "vera", clock);

        using var reused = app.Browser();
        (await SignInWithAsync(reused, phone.Code())).ShouldBeFalse("the code of the enrolment was used");
        using (var inside = await reused.GetAsync("/")) inside.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        clock.Advance(TimeSpan.FromSeconds(30));
        (await SignInWithAsync(reused, phone.Code())).ShouldBeTrue();
        using var observer = app.Browser();
        (await SignInWithAsync(observer, phone.Code())).ShouldBeFalse("somebody looked over the shoulder");
        (await SignInWithAsync(observer, phone.Code(-1))).ShouldBeFalse("an earlier code is used up with a later one");
    }

    [Fact]
    public async Task Of_many_attempts_with_the_same_code_at_once_one_succeeds()
    {
        await using var app = await StartAsync();
        var vera = await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();
        var (phone, recovery) = await Authenticator.EnrolAsync(browser, "vera", clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var factor = app.Services.GetRequiredService<SecondFactor>();
        await using var clinic = await app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(Cancel);
        var account = await clinic.Users.AsNoTracking().SingleAsync(u => u.Id == vera.StaffId, Cancel);

        foreach (var code in new[] { phone.Code(), recovery[3] })
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => factor.TakeAsync(account, code))));
            taken.Count(t => t != CodeKind.Refused).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_new_ones_replace_the_old()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();
        var (phone, codes) = await Authenticator.EnrolAsync(browser, "vera", clock);

        (await SignInWithAsync(browser, codes[0].ToUpperInvariant())).ShouldBeTrue();
        (await SignInWithAsync(browser, codes[0])).ShouldBeFalse();
        (await SignInWithAsync(browser, codes[1].Replace("-", ""))).ShouldBeTrue();
        (await browser.ReadAsync("/account")).ShouldContain("8 of your 10 recovery codes");
        clock.Advance(TimeSpan.FromMinutes(1));
        using var renewed = await browser.PostFormAsync("/account", Authenticator.Given(phone.Code()), form: "renew");

        var fresh = Authenticator.RecoveryCodesIn(await TextOf(renewed));
        fresh.Length.ShouldBe(10);
        (await SignInWithAsync(browser, codes[2])).ShouldBeFalse();
        (await SignInWithAsync(browser, fresh[2])).ShouldBeTrue();
        var actions = await ActionsAsync(app);
        actions.Count(a => a == AuditAction.UseRecoveryCode).ShouldBe(3);
        actions.ShouldContain(AuditAction.RenewRecoveryCodes);
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_and_the_right_password_in_between_does_not_help()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();
        var (phone, _) = await Authenticator.EnrolAsync(browser, "vera", clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var wrong = phone.Code() == "111111" ? "222222" : "111111";

        for (var i = 0; i < AccountLock.MostFailures; i++) (await SignInWithAsync(browser, wrong)).ShouldBeFalse();
        using (var locked = await browser.SignInAsync("vera", RunningApp.Password)) locked.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var code = await browser.PostFormAsync("/sign-in/code", Authenticator.Given(phone.Code()))) code.StatusCode.ShouldBe(HttpStatusCode.OK);
        clock.Advance(AccountLock.Duration + TimeSpan.FromSeconds(1));

        (await SignInWithAsync(browser, phone.Code())).ShouldBeTrue();
    }

    [Fact]
    public async Task An_administrator_resets_a_lost_second_factor_which_ends_the_persons_sessions()
    {
        await using var app = await StartAsync();
        var vera = await app.HireAsync("vera", "Team North");
        var boss = await app.HireAsync("boss", null, Roles.Administrator);
        using var browser = app.Browser();
        var (_, codes) = await Authenticator.EnrolAsync(browser, "vera", clock);
        (await browser.ReadAsync("/")).ShouldContain("No sessions today");

        await app.Services.GetRequiredService<StaffRegister>().ResetSecondFactorAsync(vera.StaffId, boss.StaffId, Cancel);

        using (var ended = await browser.GetAsync("/")) ended.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        clock.Advance(TimeSpan.FromSeconds(2));
        var (_, fresh) = await Authenticator.EnrolAsync(browser, "vera", clock);
        fresh.ShouldNotBe(codes);
        (await ActionsAsync(app)).ShouldContain(AuditAction.ResetSecondFactor);
    }

    [Fact]
    public async Task The_pages_of_the_second_step_say_nothing_to_who_has_not_taken_the_first()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var stranger = app.Browser();

        foreach (var page in new[] { "/sign-in/code", "/sign-in/second-factor" })
        {
            using var answer = await stranger.GetAsync(page);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            answer.Headers.Location!.ToString().ShouldEndWith("/sign-in");
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock), secondFactor: true);

    private static async Task<bool> SignInWithAsync(Browser browser, string code)
    {
        using var password = await browser.SignInAsync("vera", RunningApp.Password);
        password.Headers.Location?.ToString().ShouldContain("/sign-in/code");
        using var answer = await browser.PostFormAsync("/sign-in/code", Authenticator.Given(code));
        return answer.StatusCode == HttpStatusCode.Redirect;
    }

    private static Task<string> TextOf(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancel);

    private static async Task<AuditAction[]> ActionsAsync(RunningApp app) => [.. (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(200, Cancel)).Select(l => l.Action)];
}
