using System.IO.Compression;
using System.Net;
using System.Text.Json;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Rights;
using FerCare.Clinic.Patients;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Patients;

public sealed class PatientExportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_about_a_patient_downloads_as_a_zip_with_json_and_a_table_for_each_kind_of_record()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north, "=Sample patient N");
        await app.HoldAsync(north, patient, seconds: 10);
        using var browser = await app.SignedInAsync("north");

        using var answer = await browser.GetAsync($"/patients/{patient}/export.zip");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Content.Headers.ContentDisposition!.FileName!.ShouldNotContain("Sample");
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancel));
        using var json = await JsonDocument.ParseAsync(await zip.GetEntry("patient.json")!.OpenAsync(Cancel), cancellationToken: Cancel);
        json.RootElement.GetProperty("patients")[0].GetProperty("DisplayName").GetString().ShouldBe("=Sample patient N");
        json.RootElement.GetProperty("sessions")[0].GetProperty("State").GetString().ShouldBe("Ended");
        json.RootElement.GetProperty("findings")[0].GetProperty("Json").ValueKind.ShouldBe(JsonValueKind.Object);
        json.RootElement.GetProperty("audit_records").GetArrayLength().ShouldBeGreaterThan(2);
        (await LinesAsync(zip, "tables/frame_samples.csv")).Length.ShouldBe(1 + 50);
        (await LinesAsync(zip, "tables/patients.csv"))[1].ShouldContain("'=Sample patient N", customMessage: "no spreadsheet may take a name for a formula");
        zip.GetEntry("README.txt").ShouldNotBeNull();
        var recorded = (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(1, Cancel)).Single();
        (recorded.Action, recorded.ActorId, recorded.Detail).ShouldBe((AuditAction.Export, north.StaffId, "everything"));
    }

    [Fact]
    public async Task Another_team_and_a_stranger_get_no_export_and_an_erased_patient_is_gone_from_every_page()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.HireAsync("south", "Team South");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        var session = await app.HoldAsync(north, patient, seconds: 5);
        using var own = await app.SignedInAsync("north");
        using var other = await app.SignedInAsync("south");
        using var nobody = app.Browser();
        using (var hidden = await other.GetAsync($"/patients/{patient}/export.zip")) hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using (var closed = await nobody.GetAsync($"/patients/{patient}/export.zip")) closed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await own.ReadAsync($"/patients/{patient}")).ShouldContain("data-testid=\"erase-patient\"");

        var number = (await app.Services.GetRequiredService<PatientRegister>().FindAsync(north, patient, Cancel))!.RecordNumber;
        await app.Services.GetRequiredService<PatientErasure>().EraseAsync(north, patient, number, Cancel);

        foreach (var address in (string[])[$"/patients/{patient}", $"/patients/{patient}/export.zip", $"/sessions/{session.PublicId}/review", $"/sessions/{session.PublicId}/report.pdf"])
        {
            using var gone = await own.GetAsync(address);
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound, address);
        }

        (await own.ReadAsync("/patients")).ShouldNotContain("Sample patient N");
    }

    private static async Task<string[]> LinesAsync(ZipArchive zip, string entry)
    {
        using var reader = new StreamReader(await zip.GetEntry(entry)!.OpenAsync(Cancel));
        return (await reader.ReadToEndAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
