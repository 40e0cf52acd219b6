using System.Net;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Emergencies;

/// <summary>The record of another team's patient in an emergency, by the page.</summary>
public sealed class EmergencyAccessPageTests
{
    private const string Reason = "Found unresponsive.";

    [Fact]
    public async Task A_clinician_outside_the_team_opens_the_record_and_the_team_reads_who_and_why_on_today_and_on_the_patients_page()
    {
        await using var clinic = await TwoTeams.OpenAsync();
        using var south = await clinic.App.SignedInAsync("south");
        using var north = await clinic.App.SignedInAsync("north");
        (await south.ReadAsync("/patients")).ShouldContain("href=\"/emergency-access\"");

        (await TryAsync(south, "K-17", Reason)).To.ShouldBe($"/patients/{clinic.Patient}");

        (await south.ReadAsync($"/patients/{clinic.Patient}")).ShouldContain("Sample patient K");
        (await south.ReadAsync($"/sessions/{clinic.Session.PublicId}/review")).ShouldContain("Sample patient K");
        (await south.ReadAsync("/account")).ShouldNotContain("Sample patient K");
        (await south.ReadAsync("/")).ShouldContain("emergency-bar");
        foreach (var page in (string[])["/", $"/patients/{clinic.Patient}"])
        {
            var told = await north.ReadAsync(page);
            told.ShouldContain("emergency-notice\"");
            told.ShouldContain("Name of south");
            told.ShouldContain(Reason);
            told.ShouldContain("emergency-acknowledge");
        }

        (await south.ReadAsync("/")).ShouldNotContain("emergency-acknowledge");
    }

    [Fact]
    public async Task It_closes_by_itself_and_stays_on_the_patients_page()
    {
        var clock = new Accounts.StandingClock();
        await using var clinic = await TwoTeams.OpenAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using (var south = await clinic.App.SignedInAsync("south")) await TryAsync(south, "K-17", Reason);

        clock.Advance(TimeSpan.FromMinutes(60));

        using var later = await clinic.App.SignedInAsync("south");
        foreach (var page in (string[])[$"/patients/{clinic.Patient}", $"/sessions/{clinic.Session.PublicId}/review", $"/sessions/{clinic.Session.PublicId}/report.csv"])
        {
            using var answer = await later.GetAsync(page);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, page);
        }

        (await later.ReadAsync("/")).ShouldNotContain("emergency-bar");
        using var north = await clinic.App.SignedInAsync("north");
        (await north.ReadAsync($"/patients/{clinic.Patient}")).ShouldContain("closed at");
    }

    [Fact]
    public async Task A_number_nobody_has_and_one_that_two_teams_use_are_refused_in_the_same_words()
    {
        await using var clinic = await TwoTeams.OpenAsync();
        var east = await clinic.App.HireAsync("east", "Team East");
        var register = clinic.App.Services.GetRequiredService<PatientRegister>();
        await register.CreateAsync(east, new NewPatient((await register.TeamsAsync(east, TestContext.Current.CancellationToken)).Single().Id, "Sample patient E", "K-17", null), TestContext.Current.CancellationToken);
        using var south = await clinic.App.SignedInAsync("south");

        var unknown = await TryAsync(south, "K-18", Reason);
        var twice = await TryAsync(south, "K-17", Reason);

        (unknown.Status, unknown.To).ShouldBe((HttpStatusCode.OK, null));
        (twice.Status, twice.To).ShouldBe((unknown.Status, unknown.To));
        Problem(unknown.Page).ShouldContain("No record was opened.");
        Problem(twice.Page).ShouldBe(Problem(unknown.Page));
    }

    [Fact]
    public async Task A_reason_of_nine_characters_opens_nothing()
    {
        await using var clinic = await TwoTeams.OpenAsync();
        using var south = await clinic.App.SignedInAsync("south");

        var tried = await TryAsync(south, "K-17", "too short");

        tried.To.ShouldBeNull();
        Problem(tried.Page).ShouldContain("at least 10 characters");
        using var answer = await south.GetAsync($"/patients/{clinic.Patient}");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task After_a_few_tries_even_the_right_number_is_refused_and_only_to_who_tried()
    {
        await using var clinic = await TwoTeams.OpenAsync(builder => builder.Configuration["EmergencyAccess:TriesPerHour"] = "3");
        await clinic.App.HireAsync("east", "Team East");
        using var south = await clinic.App.SignedInAsync("south");
        for (var i = 0; i < 3; i++) (await TryAsync(south, $"K-{i}", Reason)).Status.ShouldBe(HttpStatusCode.OK);

        var tried = await TryAsync(south, "K-17", Reason);

        tried.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        tried.RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        using var east = await clinic.App.SignedInAsync("east");
        (await TryAsync(east, "K-17", Reason)).To.ShouldBe($"/patients/{clinic.Patient}");
    }

    [Fact]
    public async Task The_audit_trail_names_the_emergency_and_administrators_read_neither_reason_nor_patient()
    {
        await using var clinic = await TwoTeams.OpenAsync();
        await clinic.App.HireAsync("boss", null, Roles.Administrator);
        using var south = await clinic.App.SignedInAsync("south");
        await TryAsync(south, "K-17", Reason);
        using var boss = await clinic.App.SignedInAsync("boss");

        var page = await boss.ReadAsync($"/audit?action={AuditAction.OpenEmergencyAccess}");

        page.ShouldContain("Open emergency access");
        page.ShouldContain("Name of south");
        page.ShouldNotContain(Reason);
        page.ShouldNotContain("K-17");
        page.ShouldNotContain("Sample patient K");
    }

    private static async Task<(HttpStatusCode Status, string? To, string Page, TimeSpan? RetryAfter)> TryAsync(Browser browser, string number, string reason)
    {
        using var answer = await browser.PostFormAsync("/emergency-access", new Dictionary<string, string> { ["Given.RecordNumber"] = number, ["Given.Reason"] = reason });
        var to = answer.Headers.Location;
        return (answer.StatusCode, to is { IsAbsoluteUri: true } ? to.AbsolutePath : to?.ToString(), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Headers.RetryAfter?.Delta);
    }

    private static string Problem(string page) => page.Split("data-testid=\"emergency-problem\">", 2)[1].Split("</p>", 2)[0];

    private sealed record TwoTeams(RunningApp App, Guid Patient, SessionRow Session) : IAsyncDisposable
    {
        public static async Task<TwoTeams> OpenAsync(Action<WebApplicationBuilder>? adjust = null)
        {
            var app = await RunningApp.StartAsync(adjust);
            var north = await app.HireAsync("north", "Team North");
            await app.HireAsync("south", "Team South");
            var register = app.Services.GetRequiredService<PatientRegister>();
            var patient = await register.CreateAsync(north, new NewPatient((await register.TeamsAsync(north)).Single().Id, "Sample patient K", "K-17", null));
            return new TwoTeams(app, patient, await app.HoldAsync(north, patient));
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
