using FerCare.Clinic.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Reviews;

public sealed class AssessAgainTests
{
    [Fact]
    public async Task A_session_that_was_marked_otherwise_since_says_so_on_its_page_and_on_the_patients()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var session = await app.HoldAsync(north, patient, seconds: 20);
        using var browser = await app.SignedInAsync("north");

        (await browser.ReadAsync($"/sessions/{session.PublicId}/review")).ShouldContain("data-testid=\"up-to-date\"");
        (await browser.ReadAsync($"/patients/{patient}")).ShouldNotContain("data-testid=\"assess-again\"");
        await app.Services.GetRequiredService<ContextMarks>().SetAsync(north, session.PublicId, 10_000, SessionContext.Reading, TestContext.Current.CancellationToken);
        var review = await browser.ReadAsync($"/sessions/{session.PublicId}/review");
        var patientPage = await browser.ReadAsync($"/patients/{patient}");

        review.ShouldContain("marked otherwise after these findings were made");
        review.ShouldContain("Assess again by the present rules");
        patientPage.ShouldContain("One session of this patient is to be assessed again");
        patientPage.ShouldContain("data-testid=\"assess-patient\"");
    }

    [Fact]
    public async Task The_signals_by_part_download_as_csv()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north), seconds: 20);
        await app.Services.GetRequiredService<ContextMarks>().SetAsync(north, session.PublicId, 10_000, SessionContext.Reading, TestContext.Current.CancellationToken);
        using var browser = await app.SignedInAsync("north");

        var rows = (await browser.ReadAsync($"/sessions/{session.PublicId}/report.parts.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        rows[0].ShouldStartWith("session,part,usable_seconds,coverage");
        rows.Select(r => r.Split(',')[1]).Distinct().ShouldBe(["part", "whole", "rest", "reading"]);
    }
}
