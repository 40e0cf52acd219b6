using System.Net;
using System.Text.RegularExpressions;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Capture;

public sealed class PatientPagesTests
{
    [Fact]
    public async Task A_link_opens_its_session_once_and_sets_a_cookie_that_scripts_cannot_read()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.InvitedAsync(app);
        using var thief = app.Browser();

        (await patient.RedeemAsync()).ShouldBe("/session");
        (await patient.RedeemAsync(thief)).ShouldBe("/join/used");

        var cookie = patient.Browser.Cookies.GetCookies(app.Address).Single(c => c.Name == "fercare-patient");
        cookie.HttpOnly.ShouldBeTrue();
        thief.Cookies.GetCookies(app.Address).ShouldNotContain(c => c.Name == "fercare-patient");
        (await thief.ReadAsync("/join/used")).ShouldContain("already been used");
        (await patient.Browser.ReadAsync("/join/used")).ShouldContain("Go to my session");
    }

    [Fact]
    public async Task A_link_that_is_wrong_revoked_or_expired_is_told_apart_in_plain_words()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Services.AddSingleton(new JoinLinkOptions { Lifetime = TimeSpan.FromMilliseconds(1) }));
        using var patient = await PatientSide.InvitedAsync(app);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        (await patient.RedeemAsync()).ShouldBe("/join/expired");
        await app.Services.GetRequiredService<JoinLinks>().RevokeAsync(patient.Scope, patient.Session.Id, TestContext.Current.CancellationToken);

        (await patient.RedeemAsync()).ShouldBe("/join/revoked");
        (await patient.RedeemAsync(other: "guessed")).ShouldBe("/join/unknown");
        (await patient.RedeemAsync(other: "")).ShouldBe("/join/unknown");
        (await patient.Browser.ReadAsync("/join/expired")).ShouldContain("This link has expired");
        (await patient.Browser.ReadAsync("/join/revoked")).ShouldContain("This link was withdrawn");
        (await patient.Browser.ReadAsync("/join/unknown")).ShouldContain("We do not know this link");
    }

    [Fact]
    public async Task Links_cannot_be_guessed_by_the_thousand()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Capture:JoinsPerMinute"] = "3");
        using var patient = await PatientSide.InvitedAsync(app);
        for (var i = 0; i < 3; i++) (await patient.RedeemAsync(other: $"guess{i}")).ShouldBe("/join/unknown");

        using var answer = await patient.Browser.PostFormAsync("/join", new Dictionary<string, string> { ["token"] = "guess" }, "/join/redeem");

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_refresh_never_loses_the_place()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.InvitedAsync(app);
        await patient.RedeemAsync();
        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-testid=\"about\"");

        await ConsentAsync(patient, "yes");
        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-step=\"check\"");
        (await patient.Browser.ReadAsync("/session?at=consent")).ShouldContain("data-step=\"check\"");

        await using (var line = await patient.ConnectAsync()) await line.AskAsync("Begin");
        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-step=\"baseline\"");
        await patient.PostAsync("/session/withdraw");
        (await patient.Browser.ReadAsync("/session")).ShouldContain("You have withdrawn");
    }

    [Fact]
    public async Task Who_paused_and_opens_the_page_again_after_the_connection_was_lost_is_still_paused()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        var course = app.Services.GetRequiredService<SessionCourse>();
        await course.BeginAsync(patient.Session.Id, "none", TestContext.Current.CancellationToken);
        await course.LoseConnectionAsync(patient.Session.Id, cancel: TestContext.Current.CancellationToken);
        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-paused=\"false\"");
        await course.ReconnectAsync(patient.Session.Id, cancel: TestContext.Current.CancellationToken);

        await course.PauseAsync(patient.Session.Id, cancel: TestContext.Current.CancellationToken);
        await course.LoseConnectionAsync(patient.Session.Id, cancel: TestContext.Current.CancellationToken);

        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-paused=\"true\"");
    }

    [Fact]
    public async Task Without_the_tick_there_is_no_consent()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.InvitedAsync(app);
        await patient.RedeemAsync();

        (await ConsentAsync(patient, null)).ShouldBe("/session?at=consent&unanswered=true");

        (await patient.Browser.ReadAsync("/session?at=consent&unanswered=true")).ShouldContain("please tick the box");
        (await app.Services.GetRequiredService<ConsentLedger>().StandsAsync(patient.Session.Id, TestContext.Current.CancellationToken)).ShouldBeFalse();
        (await patient.Browser.ReadAsync("/session")).ShouldContain("data-testid=\"about\"");
    }

    [Fact]
    public async Task The_first_page_names_who_can_see_the_session_and_says_that_it_is_no_diagnosis()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.InvitedAsync(app);
        await patient.RedeemAsync();

        var page = await patient.Browser.ReadAsync("/session");

        page.ShouldContain("Name of clinician");
        page.ShouldContain("No pictures are kept");
        page.ShouldContain("It is not a diagnosis");
    }

    [Theory]
    [InlineData("/join/redeem")]
    [InlineData("/session/consent")]
    [InlineData("/session/withdraw")]
    [InlineData("/session/finish")]
    public async Task A_form_without_its_antiforgery_token_is_refused(string action)
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.ReadyAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent([new("agree", "yes")]) };

        using var answer = await patient.Browser.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/session")]
    [InlineData("/session/state")]
    [InlineData("/session/elsewhere")]
    public async Task Staff_and_strangers_do_not_reach_a_patients_pages(string path)
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("clinician", "Sample team");
        using var clinician = await app.SignedInAsync("clinician");
        using var stranger = app.Browser();

        foreach (var browser in new[] { clinician, stranger })
        {
            using var answer = await browser.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task No_page_of_the_patient_carries_a_script_of_its_own()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.InvitedAsync(app);
        var pages = new List<string> { await patient.Browser.ReadAsync("/join") };
        await patient.RedeemAsync();
        pages.Add(await patient.Browser.ReadAsync("/session"));
        pages.Add(await patient.Browser.ReadAsync("/session?at=consent"));
        await ConsentAsync(patient, "yes");
        pages.Add(await patient.Browser.ReadAsync("/session"));

        foreach (var page in pages)
        {
            page.Split("<script").Skip(1).ShouldAllBe(rest => rest.StartsWith(" src=\"/") || rest.StartsWith(" type=\"module\" src=\"/"));
            page.ShouldNotContain(" onclick");
            page.ShouldContain("Not certified as a medical device");
        }
    }

    [Fact]
    public async Task A_patient_who_reads_German_agrees_to_German_words_and_the_record_says_which()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.InvitedAsync(app);
        await patient.RedeemAsync();
        patient.Browser.Cookies.Add(app.Address, new Cookie("language", "c=de|uic=de"));

        var page = WebUtility.HtmlDecode(await patient.Browser.ReadAsync("/session?at=consent"));
        page.ShouldContain("<div lang=\"de\" translate=\"no\" data-testid=\"consent-words\">");
        page.ShouldContain("Die Teilnahme ist freiwillig.");
        page.ShouldNotContain("Taking part is voluntary.");
        page.ShouldContain("Fassung dieses Textes: 2026-2-de");
        var shown = Regex.Match(page, "name=\"version\" value=\"([^\"]+)\"").Groups[1].Value;
        using var answer = await patient.Browser.PostFormAsync("/session?at=consent", new Dictionary<string, string> { ["agree"] = "yes", ["version"] = shown }, "/session/consent");
        answer.Headers.Location?.ToString().ShouldBe("/session");

        var given = (await app.Services.GetRequiredService<ConsentLedger>().OfPatientAsync(patient.Scope, patient.Session.PatientId, TestContext.Current.CancellationToken)).Single();
        given.TextVersion.ShouldBe("2026-2-de");
        given.Purpose.ShouldBe("Messung des Gesichtsausdrucks in einer Sitzung, für meine eigene Behandlung");
        ConsentText.Find(given.TextVersion)!.Language.ShouldBe("de");
        ConsentText.Find(given.TextVersion)!.Paragraphs.Count.ShouldBe(ConsentText.Current.Paragraphs.Count);
    }

    [Fact]
    public async Task A_consent_to_words_that_are_not_shown_today_is_not_taken()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await PatientSide.InvitedAsync(app);
        await patient.RedeemAsync();

        foreach (var version in (string[])["2026-1", "2026-2-fr", "2026-1-recording", ""])
        {
            using var answer = await patient.Browser.PostFormAsync("/session?at=consent", new Dictionary<string, string> { ["agree"] = "yes", ["version"] = version }, "/session/consent");
            answer.Headers.Location?.ToString().ShouldBe("/session?at=consent");
        }

        (await app.Services.GetRequiredService<ConsentLedger>().StandsAsync(patient.Session.Id, TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private static async Task<string?> ConsentAsync(PatientSide patient, string? agree)
    {
        var fields = new Dictionary<string, string> { ["version"] = ConsentText.Current.Version };
        if (agree is not null) fields["agree"] = agree;
        using var answer = await patient.Browser.PostFormAsync("/session?at=consent", fields, "/session/consent");
        return answer.Headers.Location?.ToString();
    }
}
