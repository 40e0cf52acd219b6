using System.Net;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Reviews;

public sealed class ComparePageTests
{
    [Fact]
    public async Task Two_sessions_stand_beside_each_other_on_one_scale_and_both_views_are_written_down_once()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        var (first, second) = (await app.HoldAsync(north, patient, seconds: 20), await app.HoldAsync(north, patient, seconds: 32));
        using var browser = await app.SignedInAsync("north");

        var page = await browser.ReadAsync($"/patients/{patient}/compare?first={first.PublicId}&second={second.PublicId}");

        page.Split("data-testid=\"timeline-chart\"").Length.ShouldBe(3);
        page.Split("0:00 to 0:32").Length.ShouldBe(3);
        page.ShouldContain("&#x2B;12 s");
        page.ShouldContain("missing in both");
        page.ShouldContain("translate=\"no\">Sample patient N");
        var views = (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(100, TestContext.Current.CancellationToken)).Where(l => l.Action == AuditAction.ViewSession);
        views.Select(v => (v.SubjectId, v.ActorId)).ShouldBe([(first.PublicId.ToString(), north.StaffId), (second.PublicId.ToString(), north.StaffId)], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_a_choice_the_last_two_are_compared_and_one_can_be_chosen_twice()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        for (var i = 0; i < 3; i++) await app.HoldAsync(north, patient);
        var sessions = await app.Services.GetRequiredService<SessionSchedule>().ForPatientAsync(north, patient, TestContext.Current.CancellationToken);
        var byStart = sessions.OrderByDescending(s => s.StartedAt).Select(s => s.PublicId).ToArray();
        using var browser = await app.SignedInAsync("north");

        var chosen = await browser.ReadAsync($"/patients/{patient}/compare");
        var same = await browser.ReadAsync($"/patients/{patient}/compare?first={byStart[2]}&second={byStart[2]}");
        var review = await browser.ReadAsync($"/sessions/{byStart[0]}/review");

        chosen.ShouldContain($"compare?first={byStart[0]}&amp;second={byStart[1]}\" data-testid=\"compare-swap\"");
        same.ShouldContain("data-testid=\"same-session\"");
        review.ShouldContain($"/patients/{patient}/compare?second={byStart[0]}");
        (await browser.ReadAsync($"/patients/{patient}")).ShouldContain($"/patients/{patient}/compare");
    }

    [Fact]
    public async Task One_session_alone_says_what_is_missing()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        await app.HoldAsync(north, patient);
        using var browser = await app.SignedInAsync("north");

        (await browser.ReadAsync($"/patients/{patient}/compare")).ShouldContain("Two sessions that took place are needed; this patient has 1.");
        (await browser.ReadAsync($"/patients/{patient}")).ShouldNotContain("open-compare");
    }

    [Fact]
    public async Task A_session_of_another_patient_is_not_found_beside_this_ones()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var (patient, other) = (await app.AdmitAsync(north, "Sample patient N"), await app.AdmitAsync(north, "Sample patient O"));
        var (own, _) = (await app.HoldAsync(north, patient), await app.HoldAsync(north, patient));
        var foreign = await app.HoldAsync(north, other);
        using var browser = await app.SignedInAsync("north");

        foreach (var query in (string[])[$"first={own.PublicId}&second={foreign.PublicId}", $"first={Guid.NewGuid()}", "second=nonsense"])
        {
            using var answer = await browser.GetAsync($"/patients/{patient}/compare?{query}");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, query);
        }
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_in_its_place_and_can_be_asked_for_again()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var (first, second) = (await app.HoldAsync(north, patient), await app.HoldAsync(north, patient));
        using var browser = await app.SignedInAsync("north");
        string review = $"/sessions/{second.PublicId}/review", compare = $"/patients/{patient}/compare?first={first.PublicId}&second={second.PublicId}";

        Say(app, "ALTER TABLE emotion_rollups RENAME TO out_of_reach;");
        var (reviewed, compared) = (await browser.ReadAsync(review), await browser.ReadAsync(compare));
        Say(app, "ALTER TABLE out_of_reach RENAME TO emotion_rollups;");

        reviewed.ShouldContain("The timeline could not be loaded.");
        reviewed.ShouldContain("data-testid=\"load-again\"");
        reviewed.ShouldContain("data-testid=\"finding-stress\"");
        compared.ShouldContain("The sessions could not be loaded.");
        compared.ShouldContain("data-testid=\"compare-chooser\"");
        (await browser.ReadAsync(review)).ShouldNotContain("data-testid=\"load-problem\"");
        (await browser.ReadAsync(compare)).ShouldNotContain("data-testid=\"load-problem\"");
    }

    private static void Say(RunningApp app, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = app.Services.GetRequiredService<ClinicDatabase>().Path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
