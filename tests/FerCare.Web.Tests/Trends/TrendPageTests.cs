using System.Net;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Web.Tests.Instruments;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Trends;

public sealed class TrendPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patient_s_trend_shows_sessions_scores_and_a_new_baseline_as_panels_and_as_a_table()
    {
        await OneDay.BeginAsync();
        await using var app = await RunningApp.StartAsync();
        await app.UsePhqAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var session = await app.HoldAsync(north, patient);
        var form = await EnterAsync(app, north, patient, 1);
        await app.Services.GetRequiredService<PatientBaselines>().ResetAsync(north, patient, SessionContext.Rest, "The camera stands higher now.", Cancel);
        using var browser = await app.SignedInAsync("north");

        (await browser.ReadAsync($"/patients/{patient}")).ShouldContain($"href=\"/patients/{patient}/trend\"");
        var page = WebUtility.HtmlDecode(await browser.ReadAsync($"/patients/{patient}/trend"));

        foreach (var panel in (string[])["index-DepressionPattern", "form-phq-9", "index-StressPattern", "sessions"]) page.ShouldContain($"data-panel=\"{panel}\"");
        page.ShouldContain($"href=\"/sessions/{session.PublicId}/review\"");
        page.ShouldContain($"href=\"/forms/{form}\"");
        page.ShouldContain("PHQ-9 8 (mild)");
        page.ShouldContain("PHQ-9: 8 (mild), of today.");
        page.ShouldContain("at least 120 s are needed");
        page.ShouldContain("Change in facial behaviour relative to this patient's baseline");
        page.ShouldContain("New baseline, rest");
        page.ShouldContain("Name of north");
        page.ShouldContain("The camera stands higher now.");
        page.ShouldContain("data-testid=\"trend-table\"");
        page.ShouldContain("Not a diagnosis");
    }

    [Fact]
    public async Task A_look_at_a_trend_is_written_down_once_and_another_team_finds_none()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.HireAsync("south", "Team South");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        using var own = await app.SignedInAsync("north");
        using var other = await app.SignedInAsync("south");

        using var hidden = await other.GetAsync($"/patients/{patient}/trend");
        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await hidden.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("Sample patient N");
        (await own.ReadAsync($"/patients/{patient}/trend")).ShouldContain("Nothing to show yet");

        (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(100, Cancel)).Where(l => l.Action == AuditAction.ViewTrend)
            .ShouldHaveSingleItem().ActorId.ShouldBe(north.StaffId);
    }

    [Fact]
    public async Task Beside_each_index_on_the_review_page_stands_the_last_score_or_that_there_is_none()
    {
        await OneDay.BeginAsync();
        await using var app = await RunningApp.StartAsync();
        await app.UsePhqAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var before = await app.HoldAsync(north, patient);
        await EnterAsync(app, north, patient, 1);
        var after = await app.HoldAsync(north, patient);
        using var browser = await app.SignedInAsync("north");

        var first = await browser.ReadAsync($"/sessions/{before.PublicId}/review");
        first.ShouldContain("Last PHQ-9: none yet");
        first.ShouldContain("Last PSS-10: none yet");
        (await browser.ReadAsync($"/sessions/{after.PublicId}/review")).ShouldContain("Last PHQ-9: 8 (mild), on the day of this session");
    }

    private static async Task<Guid> EnterAsync(RunningApp app, CareScope scope, Guid patient, int value)
    {
        var entry = app.Services.GetRequiredService<FormEntry>();
        var form = await entry.StartAsync(scope, patient, "phq-9", null, Cancel);
        for (var item = 1; item <= 9; item++) await entry.SaveAsync(scope, form, $"{item}", item == 9 ? 0 : value, Cancel);
        await entry.CloseAsync(scope, form, Cancel);
        return form;
    }
}
