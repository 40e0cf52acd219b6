using System.Net;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Sessions;

public sealed class CareTeamBoundaryTests
{
    [Fact]
    public async Task Another_team_finds_neither_patient_nor_session_nor_report_and_the_own_team_finds_all()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.HireAsync("south", "Team South");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        var session = await app.HoldAsync(north, patient);
        string[] pages = [$"/patients/{patient}", $"/patients/{patient}/trend", $"/patients/{patient}/compare", $"/sessions/{session.PublicId}/live", $"/sessions/{session.PublicId}/review"];
        string[] files = [$"/sessions/{session.PublicId}/report.pdf", $"/sessions/{session.PublicId}/report.csv", $"/sessions/{session.PublicId}/report.codebook.csv"];
        using var own = await app.SignedInAsync("north");
        using var other = await app.SignedInAsync("south");
        using var nobody = app.Browser();

        foreach (var address in pages.Concat(files))
        {
            using var found = await own.GetAsync(address);
            using var hidden = await other.GetAsync(address);
            using var closed = await nobody.GetAsync(address);

            found.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound, address);
            (await hidden.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("Sample patient N");
            closed.StatusCode.ShouldBe(HttpStatusCode.Redirect, address);
            closed.Headers.Location!.ToString().ShouldContain("/sign-in");
        }

        (await other.ReadAsync("/patients")).ShouldNotContain("Sample patient N");
        (await other.ReadAsync("/")).ShouldNotContain("Sample patient N");
    }

    [Fact]
    public async Task An_administrator_without_the_clinicians_role_opens_no_clinical_page()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.HireAsync("boss", null, Roles.Administrator);
        var session = await app.HoldAsync(north, await app.AdmitAsync(north));
        using var browser = await app.SignedInAsync("boss");

        foreach (var address in (string[])["/", "/patients", $"/sessions/{session.PublicId}/review", $"/sessions/{session.PublicId}/report.pdf"])
        {
            using var answer = await browser.GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
        }

        using var clinician = await app.SignedInAsync("north");
        using var accounts = await clinician.GetAsync("/accounts");
        accounts.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Each_look_and_each_export_is_written_down_once()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var session = await app.HoldAsync(north, patient);
        using var browser = await app.SignedInAsync("north");

        await browser.ReadAsync("/");
        await browser.ReadAsync("/patients");
        await browser.ReadAsync($"/patients/{patient}");
        await browser.ReadAsync($"/sessions/{session.PublicId}/review");
        await browser.ReadAsync($"/sessions/{session.PublicId}/report.csv");

        var trail = app.Services.GetRequiredService<AuditTrail>();
        var lines = await trail.RecentAsync(100, TestContext.Current.CancellationToken);
        lines.Where(l => l.Action is AuditAction.ViewToday or AuditAction.ViewPatients or AuditAction.ViewPatient or AuditAction.ViewSession or AuditAction.Export).Reverse()
            .Select(l => (l.Action, l.SubjectId, l.ActorId)).ShouldBe(
            [
                (AuditAction.ViewToday, "today", north.StaffId),
                (AuditAction.ViewPatients, "patients", north.StaffId),
                (AuditAction.ViewPatient, (await trail.PseudonymAsync(patient, TestContext.Current.CancellationToken))!, north.StaffId),
                (AuditAction.ViewSession, session.PublicId.ToString(), north.StaffId),
                (AuditAction.Export, session.PublicId.ToString(), north.StaffId),
            ]);
    }
}
