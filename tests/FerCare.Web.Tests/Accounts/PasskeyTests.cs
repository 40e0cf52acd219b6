using System.Net;
using System.Text.RegularExpressions;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Web.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Accounts;

public sealed partial class PasskeyTests
{
    private readonly StandingClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_is_added_with_password_and_code_and_lets_its_owner_in_without_either()
    {
        await using var app = await StartAsync();
        using var laptop = new SoftAuthenticator();
        var (_, desk, _) = await WithPasskeyAsync(app, laptop);
        using (desk)
        {
            (await desk.ReadAsync("/account")).ShouldContain("office laptop");
            using var elsewhere = Named(app);

            (await EntersAsync(app, elsewhere, laptop)).ShouldBeTrue();

            (await elsewhere.ReadAsync("/")).ShouldContain("No sessions today");
            (await EntersAsync(app, elsewhere, laptop)).ShouldBeTrue("a passkey works as often as it is needed");
        }

        var lines = await app.Services.GetRequiredService<AuditTrail>().RecentAsync(50, Cancel);
        lines.ShouldContain(l => l.Action == AuditAction.AddPasskey);
        lines.Count(l => l.Action == AuditAction.SignIn && l.Detail == "passkey").ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_adds_a_passkey_at_an_open_page_without_password_and_code()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var desk = Named(app);
        var (phone, _) = await Authenticator.EnrolAsync(desk, "vera", clock);
        clock.Advance(TimeSpan.FromMinutes(1));

        (await BeginAsync(desk, "not her password", phone.Code())).ShouldNotContain("passkey-create");
        (await BeginAsync(desk, RunningApp.Password, "")).ShouldNotContain("passkey-create");

        (await BeginAsync(desk, RunningApp.Password, phone.Code())).ShouldContain("passkey-create");
    }

    [Fact]
    public async Task An_answer_of_another_page_without_a_check_of_the_person_or_to_another_challenge_is_refused()
    {
        await using var app = await StartAsync();
        using var laptop = new SoftAuthenticator();
        var (_, desk, _) = await WithPasskeyAsync(app, laptop);
        desk.Dispose();
        using var elsewhere = Named(app);

        (await EntersAsync(app, elsewhere, laptop, "https://elsewhere.example")).ShouldBeFalse("a faked page handed it on");
        laptop.VerifiesPerson = false;
        (await EntersAsync(app, elsewhere, laptop)).ShouldBeFalse("whoever held the device was not asked for anything");
        laptop.VerifiesPerson = true;
        var (first, second) = (await elsewhere.ReadAsync("/sign-in"), await elsewhere.ReadAsync("/sign-in"));
        (await SendAsync(elsewhere, ChallengeIn(second), laptop.Use(OptionsIn(first), Origin(app)))).ShouldBeFalse("the answer belongs to the other challenge");
        using (var stranger = new SoftAuthenticator())
        {
            stranger.Create(CreationFor(owner: "00000000-0000-0000-0000-000000000001"), Origin(app));
            (await EntersAsync(app, elsewhere, stranger)).ShouldBeFalse("nobody knows that key");
        }

        (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(50, Cancel)).Count(l => l.Action == AuditAction.SignInFailed).ShouldBe(4);
    }

    [Fact]
    public async Task An_answer_is_good_for_one_sign_in_and_for_ten_minutes()
    {
        await using var app = await StartAsync();
        using var laptop = new SoftAuthenticator { Counts = false };
        var (_, desk, _) = await WithPasskeyAsync(app, laptop);
        desk.Dispose();
        using var elsewhere = Named(app);
        var page = await elsewhere.ReadAsync("/sign-in");
        var answer = laptop.Use(OptionsIn(page), Origin(app));

        (await SendAsync(elsewhere, ChallengeIn(page), answer)).ShouldBeTrue();
        (await SendAsync(elsewhere, ChallengeIn(page), answer)).ShouldBeFalse("it was used");
        var late = await elsewhere.ReadAsync("/sign-in");
        clock.Advance(PasskeyChallenges.GoodFor + TimeSpan.FromSeconds(1));
        (await SendAsync(elsewhere, ChallengeIn(late), laptop.Use(OptionsIn(late), Origin(app)))).ShouldBeFalse("it came too late");
    }

    [Fact]
    public async Task A_locked_or_disabled_account_is_not_opened_by_a_passkey()
    {
        await using var app = await StartAsync();
        using var laptop = new SoftAuthenticator();
        var (vera, desk, _) = await WithPasskeyAsync(app, laptop);
        desk.Dispose();
        var boss = await app.HireAsync("boss", null, Roles.Administrator);
        using var elsewhere = Named(app);

        for (var i = 0; i < AccountLock.MostFailures; i++) (await elsewhere.SignInAsync("vera", $"guess {i}")).Dispose();
        (await EntersAsync(app, elsewhere, laptop)).ShouldBeFalse("the account is locked");
        clock.Advance(AccountLock.Duration + TimeSpan.FromSeconds(1));
        (await EntersAsync(app, elsewhere, laptop)).ShouldBeTrue();

        await app.Services.GetRequiredService<StaffRegister>().DisableAsync(vera.StaffId, boss.StaffId, Cancel);
        (await EntersAsync(app, elsewhere, laptop)).ShouldBeFalse("the account is disabled");
    }

    [Fact]
    public async Task A_passkey_that_its_owner_removes_lets_nobody_in_and_the_sign_in_it_opened_ends()
    {
        await using var app = await StartAsync();
        using var stolen = new SoftAuthenticator();
        var (_, desk, _) = await WithPasskeyAsync(app, stolen);
        using var thief = Named(app);
        (await EntersAsync(app, thief, stolen)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(2));

        using (desk)
        {
            var id = RemovalButton().Match(await desk.ReadAsync("/account")).Groups[1].Value;
            using var removed = await desk.PostFormAsync("/account", new Dictionary<string, string> { ["Removal.Id"] = id }, form: "passkey-remove");
            (await removed.Content.ReadAsStringAsync(Cancel)).ShouldContain("passkey-done");
            using var here = await desk.GetAsync("/");
            here.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using (var there = await thief.GetAsync("/")) there.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await EntersAsync(app, thief, stolen)).ShouldBeFalse();
        (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(50, Cancel)).ShouldContain(l => l.Action == AuditAction.RemovePasskey);
    }

    [Fact]
    public async Task Resetting_a_second_factor_takes_the_passkeys_with_it()
    {
        await using var app = await StartAsync();
        using var lost = new SoftAuthenticator();
        var (vera, desk, _) = await WithPasskeyAsync(app, lost);
        desk.Dispose();
        var boss = await app.HireAsync("boss", null, Roles.Administrator);

        await app.Services.GetRequiredService<StaffRegister>().ResetSecondFactorAsync(vera.StaffId, boss.StaffId, Cancel);

        using var elsewhere = Named(app);
        (await EntersAsync(app, elsewhere, lost)).ShouldBeFalse();
    }

    [Fact]
    public async Task At_a_bare_address_no_passkey_is_offered()
    {
        await using var app = await StartAsync();
        await app.HireAsync("vera", "Team North");
        using var bare = app.Browser();
        using var named = Named(app);

        (await bare.ReadAsync("/sign-in")).ShouldNotContain("passkey-sign-in");
        (await named.ReadAsync("/sign-in")).ShouldContain("passkey-sign-in");
        await Authenticator.EnrolAsync(bare, "vera", clock);
        (await bare.ReadAsync("/account")).ShouldContain("passkey-elsewhere");
    }

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock), secondFactor: true);

    // Browsers bind passkeys to a name.
    private static Browser Named(RunningApp app) => new(new Uri(Origin(app)));

    private static string Origin(RunningApp app) => $"http://localhost:{app.Address.Port}";

    private async Task<(CareScope Vera, Browser Desk, Authenticator Phone)> WithPasskeyAsync(RunningApp app, SoftAuthenticator device)
    {
        var vera = await app.HireAsync("vera", "Team North");
        var desk = Named(app);
        var (phone, _) = await Authenticator.EnrolAsync(desk, "vera", clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var page = await BeginAsync(desk, RunningApp.Password, phone.Code());
        using var kept = await desk.PostFormAsync("/account", new Dictionary<string, string>
        {
            ["Made.Name"] = "office laptop", ["Made.Challenge"] = Made().Match(page).Groups[1].Value, ["Made.Credential"] = device.Create(OptionsIn(page), Origin(app)),
        }, form: "passkey-keep");
        (await kept.Content.ReadAsStringAsync(Cancel)).ShouldContain("passkey-done");
        return (vera, desk, phone);
    }

    private static async Task<string> BeginAsync(Browser browser, string password, string code)
    {
        using var answer = await browser.PostFormAsync("/account",
            new Dictionary<string, string> { ["Wanted.Name"] = "office laptop", ["Wanted.Password"] = password, ["Wanted.Code"] = code }, form: "passkey-begin");
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<bool> EntersAsync(RunningApp app, Browser browser, SoftAuthenticator device, string? origin = null)
    {
        var page = await browser.ReadAsync("/sign-in");
        return await SendAsync(browser, ChallengeIn(page), device.Use(OptionsIn(page), origin ?? Origin(app)));
    }

    private static async Task<bool> SendAsync(Browser browser, string challenge, string credential)
    {
        using var answer = await browser.PostFormAsync("/sign-in", new Dictionary<string, string> { ["Proof.Challenge"] = challenge, ["Proof.Credential"] = credential }, form: "passkey");
        if (answer.StatusCode == HttpStatusCode.OK) (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("passkey-failed");
        return answer.StatusCode == HttpStatusCode.Redirect;
    }

    private static string CreationFor(string owner) => System.Text.Json.JsonSerializer.Serialize(new
    {
        challenge = "AAAA", rp = new { id = "localhost" }, user = new { id = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(owner)) },
    });

    private static string OptionsIn(string page) => WebUtility.HtmlDecode(Options().Match(page).Groups[1].Value);

    private static string ChallengeIn(string page) => Proof().Match(page).Groups[1].Value;

    [GeneratedRegex("data-options=\"([^\"]+)\"")]
    private static partial Regex Options();

    [GeneratedRegex("name=\"Proof.Challenge\" value=\"([^\"]+)\"")]
    private static partial Regex Proof();

    [GeneratedRegex("name=\"Made.Challenge\" value=\"([^\"]+)\"")]
    private static partial Regex Made();

    [GeneratedRegex("name=\"Removal.Id\" value=\"([^\"]+)\"")]
    private static partial Regex RemovalButton();
}
