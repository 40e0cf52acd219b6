using System.Net;
using System.Text.RegularExpressions;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Web.Administration;
using FerCare.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Administration;

public sealed class AuditTrailPageTests
{
    [Fact]
    public async Task An_administrator_searches_by_person_action_time_and_pseudonym_and_sees_nothing_clinical()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.HireAsync("boss", null, Roles.Administrator);
        var patient = await app.AdmitAsync(north, "Sample patient N");
        var session = await app.HoldAsync(north, patient);
        var other = await app.AdmitAsync(north, "Sample patient O");
        using (var clinician = await app.SignedInAsync("north")) await clinician.ReadAsync($"/sessions/{session.PublicId}/review");
        using var browser = await app.SignedInAsync("boss");
        var pseudonym = (await Trail(app).PseudonymAsync(patient, TestContext.Current.CancellationToken))!;

        var all = await browser.ReadAsync("/audit");
        all.ShouldContain("View session");
        foreach (var hidden in new[] { "Sample patient", $"{patient}", $"{other}", $"{session.PublicId}", "synthetic" }) all.ShouldNotContain(hidden);
        RowsOf(await browser.ReadAsync("/audit?person=name+OF+nor&action=ViewSession")).ShouldBe(1);
        RowsOf(await browser.ReadAsync("/audit?action=CreatePatient")).ShouldBe(2);
        RowsOf(await browser.ReadAsync($"/audit?action=CreatePatient&subject={pseudonym}")).ShouldBe(1);
        RowsOf(await browser.ReadAsync("/audit?action=CreatePatient&to=2001-01-01")).ShouldBe(0);
        RowsOf(await browser.ReadAsync("/audit?action=CreatePatient&from=2001-01-01")).ShouldBe(2);
        RowsOf(await browser.ReadAsync("/audit?action=nonsense&from=nonsense&before=nonsense&person=%25")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_reads_German_reads_kinds_reasons_and_times_in_German()
    {
        await using var app = await RunningApp.StartAsync();
        var boss = await app.HireAsync("boss", null, Roles.Administrator);
        await Trail(app).RecordAsync(new AuditEntry(AuditAction.SignInFailed, null, "account", "unknown", "wrong password"), TestContext.Current.CancellationToken);
        await Trail(app).RecordAsync(new AuditEntry(AuditAction.ViewToday, boss.StaffId, "list", "today"), TestContext.Current.CancellationToken);
        await Trail(app).RecordAsync(new AuditEntry(AuditAction.CreateAccount, boss.StaffId, "account", "7", "Clinician, Administrator"), TestContext.Current.CancellationToken);
        using var browser = await app.SignedInAsync("boss");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/audit");
        request.Headers.Add("Accept-Language", "de");

        using var answer = await browser.SendAsync(request);
        var page = WebUtility.HtmlDecode(Regex.Replace(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), @"<[^>]*>|\s+", " "));
        var said = Regex.Replace(page, " +", " ");

        foreach (var german in (string[])["niemand angemeldet", "Konto unbekannt falsches Passwort", "Liste heute", "Behandlung, Administration"]) said.ShouldContain(german);
        foreach (var english in (string[])["nobody signed in", "list today", "wrong password", "account unknown"]) said.ShouldNotContain(english);
        said.ShouldMatch(@"\d{1,2}\. \p{L}+\.? \d{4}, \d{2}:\d{2}:\d{2}");
    }

    [Fact]
    public async Task The_trail_is_read_page_by_page_and_each_page_that_is_read_is_written_down()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("boss", null, Roles.Administrator);
        for (var i = 0; i < 60; i++) await Trail(app).RecordAsync(new AuditEntry(AuditAction.SignInFailed, null, "account", "unknown"), TestContext.Current.CancellationToken);
        using var browser = await app.SignedInAsync("boss");

        var first = await browser.ReadAsync("/audit?action=SignInFailed");
        var older = WebUtility.HtmlDecode(Regex.Match(first, "href=\"([^\"]*before=[^\"]*)\"").Groups[1].Value);
        var second = await browser.ReadAsync(older);

        (RowsOf(first), RowsOf(second)).ShouldBe((50, 10));
        Regex.Replace(first, "<[^>]*>", "").ShouldContain("account unknown", Case.Sensitive, "kind and name stand apart");
        second.ShouldNotContain("audit-older");
        (await Trail(app).RecentAsync(100, TestContext.Current.CancellationToken)).Count(l => l.Action == AuditAction.SearchAudit).ShouldBe(2);
    }

    [Fact]
    public async Task Clinicians_and_strangers_do_not_see_the_trail()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("north", "Team North");
        using var clinician = await app.SignedInAsync("north");
        using var stranger = app.Browser();

        using var refused = await clinician.GetAsync("/audit");
        using var sentAway = await stranger.GetAsync("/audit");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        sentAway.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await clinician.ReadAsync("/")).ShouldNotContain("nav-audit");
    }

    [Fact]
    public async Task The_verb_says_what_it_found_and_its_exit_code_says_whether_the_trail_is_whole()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("north", "Team North");
        var folder = app.Services.GetRequiredService<ServeSettings>().DataFolder;
        using var said = new StringWriter();

        VerifyAuditVerb.Verify(folder, said, TestContext.Current.CancellationToken).ShouldBe(0);
        VerifyAuditVerb.Verify(Path.Combine(folder, "nowhere"), said, TestContext.Current.CancellationToken).ShouldBe(2);
        File.WriteAllText(Path.Combine(folder, "keys", "audit.head"), $"head 99 {new string('0', 64)}\n");
        VerifyAuditVerb.Verify(folder, said, TestContext.Current.CancellationToken).ShouldBe(1);

        said.ToString().ShouldContain("3 records, all of them whole");
        said.ToString().ShouldContain("There is no database");
        said.ToString().ShouldContain("records 4 to 99 are gone");
    }

    private static AuditTrail Trail(RunningApp app) => app.Services.GetRequiredService<AuditTrail>();

    private static int RowsOf(string page) => Regex.Count(page, "data-testid=\"audit-row\"");
}
