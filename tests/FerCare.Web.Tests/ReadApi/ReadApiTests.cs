using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sessions;
using FerCare.Reports;
using FerCare.Web.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.ReadApi;

public sealed class ReadApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_reads_what_its_clinician_may_see_without_names()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        var session = await app.HoldAsync(north, patient, seconds: 10);
        using var program = await ProgramAsync(app, north);

        var patients = await ReadAsync(program, "/api/v1/patients");
        var sessions = await ReadAsync(program, $"/api/v1/sessions?patient={Uri.EscapeDataString(ReportSubject.Pseudonymous(patient).Name)}");
        var timeline = await ReadAsync(program, $"/api/v1/sessions/{session.PublicId}/timeline?points=5");
        var findings = await ReadAsync(program, $"/api/v1/sessions/{session.PublicId}/findings");

        patients.GetProperty("items")[0].GetProperty("patient").GetString().ShouldBe(ReportSubject.Pseudonymous(patient).Name);
        patients.GetProperty("items")[0].GetProperty("name").ValueKind.ShouldBe(JsonValueKind.Null);
        sessions.GetProperty("total").GetInt32().ShouldBe(1);
        sessions.GetProperty("items")[0].GetProperty("startedAt").GetDateTimeOffset().ShouldBe((await app.Services.GetRequiredService<SessionSchedule>().FindAsync(north, session.PublicId, Cancel))!.StartedAt!.Value - DeIdentification.ShiftOf(patient));
        timeline.GetArrayLength().ShouldBeInRange(1, 5);
        findings.EnumerateArray().Select(f => f.GetProperty("indicator").GetString()).ShouldBe(["depression-pattern", "stress-pattern"]);
    }

    [Fact]
    public async Task A_token_that_reads_identities_does()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.AdmitAsync(north, "Sample patient N");
        using var program = await ProgramAsync(app, north, identified: true);

        (await ReadAsync(program, "/api/v1/patients")).GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Sample patient N");
    }

    [Fact]
    public async Task A_program_of_another_team_finds_nothing()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north), seconds: 5);
        using var program = await ProgramAsync(app, await app.HireAsync("south", "Team South"));

        (await ReadAsync(program, "/api/v1/sessions")).GetProperty("total").GetInt32().ShouldBe(0);
        foreach (var what in (string[])["", "/timeline", "/findings", "/export/csv"])
        {
            using var answer = await program.GetAsync($"/api/v1/sessions/{session.PublicId}{what}", Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, what);
        }
    }

    [Fact]
    public async Task Without_a_token_with_a_made_up_one_or_with_a_visitors_cookie_nothing_is_read()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("north", "Team North");
        using var stranger = Program(app, null);
        using var guess = Program(app, AccessToken.Create());
        using var visitor = await app.SignedInAsync("north");

        (await stranger.GetAsync("/api/v1/patients", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await guess.GetAsync("/api/v1/patients", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var answer = await visitor.GetAsync("/api/v1/patients");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_revoked_token_and_that_of_a_disabled_account_read_nothing_from_then_on()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var tokens = app.Services.GetRequiredService<AccessTokens>();
        var administrator = await app.HireAsync("administrator", null, Roles.Administrator);
        using var revoked = await ProgramAsync(app, north);
        await tokens.RevokeAsync(north, (await tokens.ListAsync(north, Cancel)).Single().Id, Cancel);
        using var disabled = await ProgramAsync(app, north);
        (await disabled.GetAsync("/api/v1/patients", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.Services.GetRequiredService<StaffRegister>().DisableAsync(north.StaffId, administrator.StaffId, Cancel);

        (await revoked.GetAsync("/api/v1/patients", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await disabled.GetAsync("/api/v1/patients", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nobody_revokes_the_token_of_somebody_else()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var tokens = app.Services.GetRequiredService<AccessTokens>();
        using var program = await ProgramAsync(app, north);

        await tokens.RevokeAsync(await app.HireAsync("south", "Team South"), (await tokens.ListAsync(north, Cancel)).Single().Id, Cancel);

        (await program.GetAsync("/api/v1/patients", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Each_reading_is_recorded_and_an_export_as_one()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north), seconds: 5);
        using var program = await ProgramAsync(app, north);

        await ReadAsync(program, $"/api/v1/sessions/{session.PublicId}/findings");
        (await program.GetAsync($"/api/v1/sessions/{session.PublicId}/export/json", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var trail = (await app.Services.GetRequiredService<AuditTrail>().RecentAsync(2, Cancel)).Select(l => (l.Action, l.SubjectId, l.Detail));
        trail.ShouldBe([(AuditAction.Export, session.PublicId.ToString(), "json, de-identified"), (AuditAction.ReadByProgram, session.PublicId.ToString(), null)]);
    }

    [Theory]
    [InlineData("timeline?points=0", "points: expected 1 to 2000, found 0.")]
    [InlineData("export/docx", "format: expected pdf, xlsx")]
    public async Task A_mistake_is_answered_with_what_was_expected_and_found(string what, string said)
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, await app.AdmitAsync(north), seconds: 5);
        using var program = await ProgramAsync(app, north);

        using var answer = await program.GetAsync($"/api/v1/sessions/{session.PublicId}/{what}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain(said);
    }

    [Theory]
    [InlineData("patients?skip=-1", "skip: expected 0 or more, found -1.")]
    [InlineData("sessions?limit=201", "limit: expected 1 to 200, found 201.")]
    public async Task A_page_that_cannot_be_is_refused_and_not_quietly_made_another(string what, string said)
    {
        await using var app = await RunningApp.StartAsync();
        using var program = await ProgramAsync(app, await app.HireAsync("north", "Team North"));

        using var answer = await program.GetAsync($"/api/v1/{what}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain(said);
    }

    [Fact]
    public async Task The_description_names_every_address_and_how_to_sign_in()
    {
        await using var app = await RunningApp.StartAsync();
        using var program = await ProgramAsync(app, await app.HireAsync("north", "Team North"));

        var description = await ReadAsync(program, "/api/v1/openapi.json");

        description.GetProperty("paths").EnumerateObject().Select(p => p.Name).ShouldBe(
            ["/api/v1/patients", "/api/v1/sessions", "/api/v1/sessions/{id}", "/api/v1/sessions/{id}/timeline", "/api/v1/sessions/{id}/findings", "/api/v1/sessions/{id}/export/{format}"], ignoreOrder: true);
        description.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString().ShouldBe("bearer");
        using var stranger = Program(app, null);
        (await stranger.GetAsync("/api/v1/openapi.json", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Found, "to the sign-in page");
    }

    internal static async Task<HttpClient> ProgramAsync(RunningApp app, CareScope scope, bool identified = false) =>
        Program(app, await app.Services.GetRequiredService<AccessTokens>().IssueAsync(scope, "a test", identified, TimeSpan.FromDays(1), Cancel));

    private static HttpClient Program(RunningApp app, string? token) => new(new HttpClientHandler { AllowAutoRedirect = false })
    {
        BaseAddress = app.Address,
        DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    private static async Task<JsonElement> ReadAsync(HttpClient program, string address)
    {
        using var answer = await program.GetAsync(address, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
    }
}
