using System.Net;
using FerCare.Clinic.Access;
using FerCare.Web.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Accounts;

public sealed class SetupTests
{
    [Fact]
    public async Task The_first_start_prints_an_address_with_a_code_that_creates_the_clinic_once()
    {
        await using var app = await RunningApp.StartAsync();
        using var browser = app.Browser();
        app.Said.ShouldContain($"{app.Address}setup#");
        var code = app.Said.Split("setup#")[1].Split('\n')[0].Trim();

        using var created = await browser.PostFormAsync("/setup", Answers(code));
        using var signedIn = await browser.SignInAsync("owner", RunningApp.Password);
        using var again = await browser.GetAsync("/setup");
        using var postedAgain = await browser.PostFormAsync("/sign-in", Answers(code), "/setup");

        created.Headers.Location!.ToString().ShouldEndWith("/sign-in");
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        postedAgain.StatusCode.ShouldNotBe(HttpStatusCode.Redirect);
        var account = (await app.Services.GetRequiredService<StaffRegister>().ListAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        account.Roles.ShouldBe([Roles.Administrator, Roles.Clinician]);
        account.Teams.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_code_creates_nothing()
    {
        await using var app = await RunningApp.StartAsync();
        using var browser = app.Browser();

        using var refused = await browser.PostFormAsync("/setup", Answers("WRONG"));

        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("not the code");
        (await app.Services.GetRequiredService<StaffRegister>().AnyAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("password")]
    [InlineData("Password123!")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("owner2026")]
    [InlineData("short")]
    public async Task A_password_that_would_be_tried_first_is_refused(string password)
    {
        await using var app = await RunningApp.StartAsync();

        var (created, problems) = await app.Services.GetRequiredService<StaffRegister>().CreateAsync(new NewAccount("owner", "The owner", password, [Roles.Clinician]), actor: null);

        created.ShouldBeNull();
        problems.ShouldNotBeEmpty();
    }

    private static Dictionary<string, string> Answers(string code) => new()
    {
        ["Given.Code"] = code, ["Given.Team"] = "Outpatients", ["Given.DisplayName"] = "The owner", ["Given.UserName"] = "owner", ["Given.Password"] = RunningApp.Password,
    };
}
