using System.Net;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Patients;

/// <summary>What pages show of a patient whose key is missing.</summary>
public sealed class UnreadablePatientTests
{
    private const string English = "cannot be read: key missing", German = "nicht lesbar: Schlüssel fehlt", Reason = "Found unresponsive.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_says_in_the_readers_language_that_the_patient_cannot_be_read()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var south = await app.HireAsync("south", "Team South");
        var patient = await KeylessPatient.AdmitAsync(app, north, (beside, number) => beside.GetRequiredService<EmergencyAccesses>().OpenAsync(south, number, null, Reason, Cancel));
        var held = await app.HoldAsync(north, patient.Id);
        var planned = await app.PlanAsync(north, patient.Id);
        using var german = await app.SignedInAsync("north");
        german.Cookies.Add(app.Address, new Cookie("language", "c=de|uic=de"));
        using var english = await app.SignedInAsync("north");

        foreach (var page in (string[])["/", "/patients", $"/patients/{patient.Id}", $"/patients/{patient.Id}/trend", $"/patients/{patient.Id}/compare", $"/patients/{patient.Id}/import",
            $"/exports?patient={patient.Id}", $"/sessions/{held.PublicId}/review", $"/sessions/{planned.PublicId}/live"])
        {
            var read = WebUtility.HtmlDecode(await german.ReadAsync(page));
            read.ShouldContain(German, Case.Sensitive, page);
            read.ShouldNotContain(English, Case.Sensitive, page);
            WebUtility.HtmlDecode(await english.ReadAsync(page)).ShouldContain(English, Case.Sensitive, page);
        }

        // The reason of the emergency, in place of its words.
        WebUtility.HtmlDecode(await german.ReadAsync($"/patients/{patient.Id}")).ShouldContain($"“{German}”");
    }

    [Fact]
    public async Task The_patients_page_tells_what_is_missing_until_the_key_is_put_back()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await KeylessPatient.AdmitAsync(app, north);
        using var browser = await app.SignedInAsync("north");

        var page = await browser.ReadAsync($"/patients/{patient.Id}");

        page.ShouldContain("data-testid=\"key-missing\"");
        page.ShouldContain("tell an administrator");
        page.ShouldContain($"<dd>{English}</dd>", Case.Sensitive, "a year of birth that cannot be read is not one that was never recorded");
        await patient.PutKeyBackAsync();
        page = await browser.ReadAsync($"/patients/{patient.Id}");
        page.ShouldContain("Sample patient K");
        page.ShouldContain("<dd>1980</dd>");
        page.ShouldNotContain("key-missing");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Emergency_access_to_the_patient_is_refused_in_a_sentence_that_says_why_and_is_recorded(bool byId)
    {
        await using var app = await RunningApp.StartAsync();
        var patient = await KeylessPatient.AdmitAsync(app, await app.HireAsync("north", "Team North"));
        var south = await app.HireAsync("south", "Team South");
        using var browser = await app.SignedInAsync("south");

        using var answer = await browser.PostFormAsync("/emergency-access", new Dictionary<string, string>
        {
            ["Given.RecordNumber"] = byId ? $"{patient.Id}" : patient.RecordNumber, ["Given.Reason"] = Reason,
        });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
        page.ShouldContain("The keys of some patients are missing, so it may also be a record that cannot be read: tell an administrator.");
        (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(1, Cancel)).Single().ShouldSatisfyAllConditions(
            l => l.Action.ShouldBe(AuditAction.RefuseEmergencyAccess), l => l.ActorId.ShouldBe(south.StaffId));
        await patient.PutKeyBackAsync();
        (await app.Services.GetRequiredService<EmergencyAccesses>().OpenAsync(south, patient.RecordNumber, null, Reason, Cancel)).ShouldBe(patient.Id);
    }

    [Fact]
    public async Task While_no_key_is_missing_a_wrong_number_is_not_blamed_on_one()
    {
        await using var app = await RunningApp.StartAsync();
        await app.AdmitAsync(await app.HireAsync("north", "Team North"));
        await app.HireAsync("south", "Team South");
        using var browser = await app.SignedInAsync("south");

        using var answer = await browser.PostFormAsync("/emergency-access", new Dictionary<string, string> { ["Given.RecordNumber"] = "T-0", ["Given.Reason"] = Reason });

        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
        page.ShouldContain("No record was opened.");
        page.ShouldNotContain("keys of some patients");
    }
}
