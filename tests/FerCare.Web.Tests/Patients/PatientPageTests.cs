using System.Net;
using FerCare.Clinic.Joining;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Patients;

public sealed class PatientPageTests
{
    [Fact]
    public async Task Consents_and_exports_stand_on_the_patients_page_once_there_are_any()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        using var browser = await app.SignedInAsync("north");
        var before = await browser.ReadAsync($"/patients/{patient}");
        var session = await app.HoldAsync(north, patient);
        await browser.ReadAsync($"/sessions/{session.PublicId}/report.csv");
        await browser.ReadAsync($"/sessions/{session.PublicId}/report.fhir.json?identified=true");
        await app.Services.GetRequiredService<ConsentLedger>().WithdrawAsync(session.Id, cancel: TestContext.Current.CancellationToken);

        var after = WebUtility.HtmlDecode(await browser.ReadAsync($"/patients/{patient}"));

        before.ShouldContain("no-consents");
        before.ShouldContain("no-exports");
        after.ShouldContain("consent-row");
        after.ShouldContain(ConsentText.Current.Purpose);
        after.ShouldContain(ConsentText.Current.Version);
        after.Split("data-testid=\"export-row\"").Length.ShouldBe(3);
        after.ShouldContain("FHIR R4");
        after.ShouldContain("With the name");
        after.ShouldContain("De-identified");
        after.ShouldContain("Name of north");
    }

    [Fact]
    public async Task A_consent_to_German_words_is_shown_in_German_to_whoever_reads_English_and_says_its_language()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var session = await app.PlanAsync(north, patient);
        await app.Services.GetRequiredService<ConsentLedger>().GiveAsync(session.Id, ConsentText.CurrentIn("de"), TestContext.Current.CancellationToken);
        using var browser = await app.SignedInAsync("north");

        var page = WebUtility.HtmlDecode(await browser.ReadAsync($"/patients/{patient}"));
        var review = WebUtility.HtmlDecode(await browser.ReadAsync($"/sessions/{session.PublicId}/review"));

        page.ShouldContain("<span lang=\"de\" translate=\"no\">Messung des Gesichtsausdrucks");
        page.ShouldContain("Die Teilnahme ist freiwillig.");
        page.ShouldContain("<small>German</small>");
        review.ShouldContain("text 2026-2-de (German)");
    }
}
