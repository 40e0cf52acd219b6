using System.Net;
using System.Text.RegularExpressions;
using FerCare.Clinic.Access;
using FerCare.Clinic.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FerCare.Web.Tests.Shell;

/// <summary>Pages whose table is missing from the database for a while: each says so with a reference, the others go on, and it comes back.</summary>
public sealed class FailingPagesTests
{
    [Theory]
    [InlineData("/", "sessions")]
    [InlineData("/patients", "patients")]
    [InlineData("/exports", "patients")]
    [InlineData("/patients/{patient}", "consents")]
    [InlineData("/patients/{patient}", "sessions")]
    [InlineData("/sessions/{session}/live", "sessions")]
    [InlineData("/access-tokens", "access_tokens")]
    [InlineData("/account", "passkeys")]
    [InlineData("/emergency-access", "care_teams")]
    public async Task A_clinicians_page_says_what_failed_with_a_reference_and_comes_back(string page, string table)
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Logging.ClearProviders());
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var session = await app.PlanAsync(north, patient);
        using var browser = await app.SignedInAsync("north");
        await FailsWithoutAsync(app, browser, page.Replace("{patient}", $"{patient}").Replace("{session}", $"{session.PublicId}"), table);
    }

    [Theory]
    [InlineData("/audit", "care_teams")]
    [InlineData("/questionnaires", "instruments_in_use")]
    [InlineData("/accounts", "care_teams")]
    public async Task An_administrators_page_says_what_failed_with_a_reference_and_comes_back(string page, string table)
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Logging.ClearProviders());
        await app.HireAsync("boss", null, Roles.Administrator);
        using var browser = await app.SignedInAsync("boss");
        await FailsWithoutAsync(app, browser, page, table);
    }

    [Fact]
    public async Task A_form_that_the_server_could_not_finish_leads_back_to_its_page()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Logging.ClearProviders());
        await app.HireAsync("north", "Team North");
        using var browser = await app.SignedInAsync("north");
        Rename(app, "patients", "patients_away");

        using var failed = await browser.PostFormAsync("/emergency-access", new Dictionary<string, string> { ["Given.RecordNumber"] = "T-1", ["Given.Reason"] = "Found unresponsive in the waiting room." }, form: "emergency");

        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var page = await failed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldContain("error-reference");
        page.ShouldContain("href=\"/emergency-access\" data-testid=\"try-again\"");
        Rename(app, "patients_away", "patients");
        (await browser.ReadAsync("/emergency-access")).ShouldContain("emergency-open");
    }

    [Fact]
    public async Task Alerts_that_cannot_be_looked_up_are_no_silence()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Logging.ClearProviders());
        await app.HireAsync("north", "Team North");
        using var browser = await app.SignedInAsync("north");
        Rename(app, "form_responses", "form_responses_away");

        (await browser.ReadAsync("/patients")).ShouldContain("safety-alerts-unknown");

        Rename(app, "form_responses_away", "form_responses");
        (await browser.ReadAsync("/patients")).ShouldNotContain("safety-alerts-unknown");
    }

    private static async Task FailsWithoutAsync(RunningApp app, Browser browser, string page, string table)
    {
        (await browser.ReadAsync(page)).ShouldNotContain("load-failed");
        Rename(app, table, $"{table}_away");

        using (var failed = await browser.GetAsync(page))
        {
            failed.StatusCode.ShouldBe(HttpStatusCode.OK);
            var text = await failed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Regex.Match(text, "data-testid=\"load-reference\"[^>]*>([0-9A-F]{8})<").Success.ShouldBeTrue(text);
            text.ShouldContain("try-again");
            text.ShouldNotContain("SqliteException");
        }

        Rename(app, $"{table}_away", table);
        (await browser.ReadAsync(page)).ShouldNotContain("load-failed");
    }

    private static void Rename(RunningApp app, string table, string to)
    {
        using var connection = new SqliteConnection($"Data Source={app.Services.GetRequiredService<ClinicDatabase>().Path}");
        connection.Open();
        using var command = connection.CreateCommand();
        // As it stands, without rewriting what refers to it.
        command.CommandText = $"PRAGMA legacy_alter_table = ON; PRAGMA foreign_keys = OFF; ALTER TABLE \"{table}\" RENAME TO \"{to}\";";
        command.ExecuteNonQuery();
    }
}
