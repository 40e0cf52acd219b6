using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Web.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Accounts;

public sealed class SessionEndTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disabled_account_is_out_at_once_its_open_page_is_cut_and_it_cannot_sign_in_again()
    {
        await using var app = await RunningApp.StartAsync();
        var vera = await app.HireAsync("vera", "Team North");
        var boss = await app.HireAsync("boss", null, Roles.Administrator);
        using var browser = await app.SignedInAsync("vera");
        using var page = new ClientWebSocket();
        page.Options.Cookies = browser.Cookies;
        await using var machine = new MachineLateness();
        var opened = Stopwatch.GetTimestamp();
        await page.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, Cancel);
        var nothing = page.ReceiveAsync(new ArraySegment<byte>(new byte[1024]), Cancel);

        await app.Services.GetRequiredService<StaffRegister>().DisableAsync(vera.StaffId, boss.StaffId, Cancel);

        await Should.ThrowAsync<WebSocketException>(() => nothing.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        // Sooner than the fifteen seconds after which the server would close a line on which nothing is said.
        Stopwatch.GetElapsedTime(opened).TotalMilliseconds.ShouldBeLessThan(12_000 + machine.SumMs);
        using (var today = await browser.GetAsync("/")) today.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using (var again = await browser.SignInAsync("vera", RunningApp.Password)) again.StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.Services.GetRequiredService<StaffRegister>().EnableAsync(vera.StaffId, boss.StaffId, Cancel);
        await Task.Delay(TimeSpan.FromSeconds(1.1), Cancel);
        using (var enabled = await browser.SignInAsync("vera", RunningApp.Password)) enabled.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using (var today = await browser.GetAsync("/")) today.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(50, Cancel)).Select(l => l.Action).ShouldContain(AuditAction.DisableAccount);
    }

    [Fact]
    public async Task A_copy_of_the_cookie_is_good_for_nothing_once_its_owner_has_signed_out()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = await app.SignedInAsync("vera");
        using var elsewhere = await app.SignedInAsync("vera");
        using var thief = app.Browser();
        thief.Cookies.Add(browser.Cookies.GetCookies(app.Address).Single(c => c.Name == "FerCare"));
        using (var before = await thief.GetAsync("/")) before.StatusCode.ShouldBe(HttpStatusCode.OK);

        using (var left = await browser.PostFormAsync("/", new Dictionary<string, string>(), "/sign-out")) left.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        using (var after = await thief.GetAsync("/")) after.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using (var other = await elsewhere.GetAsync("/")) other.StatusCode.ShouldBe(HttpStatusCode.OK, "that is another sign-in");
    }

    [Fact]
    public async Task An_administrator_cannot_shut_themselves_out()
    {
        await using var app = await RunningApp.StartAsync();
        var boss = await app.HireAsync("boss", null, Roles.Administrator);
        await Should.ThrowAsync<InvalidOperationException>(() => app.Services.GetRequiredService<StaffRegister>().DisableAsync(boss.StaffId, boss.StaffId, Cancel));
    }

    [Fact]
    public async Task Twelve_hours_after_the_sign_in_the_busiest_person_signs_in_again()
    {
        var clock = new StandingClock();
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await app.HireAsync("vera", "Team North");
        using var browser = await app.SignedInAsync("vera");

        for (var worked = TimeSpan.Zero; worked < SignedInPerson.Longest - TimeSpan.FromMinutes(10); worked += TimeSpan.FromMinutes(10))
        {
            using var busy = await browser.GetAsync("/signed-in");
            busy.StatusCode.ShouldBe(HttpStatusCode.NoContent, $"after {worked}");
            clock.Advance(TimeSpan.FromMinutes(10));
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        using var over = await browser.GetAsync("/signed-in");
        over.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Fifteen_idle_minutes_end_a_sign_in()
    {
        var clock = new StandingClock();
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await app.HireAsync("vera", "Team North");
        using var browser = await app.SignedInAsync("vera");

        clock.Advance(TimeSpan.FromMinutes(14));
        using (var still = await browser.GetAsync("/signed-in")) still.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        clock.Advance(TimeSpan.FromMinutes(16));
        using var over = await browser.GetAsync("/signed-in");
        over.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }
}
