using System.Net;
using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Instruments;

public sealed class ClinicianPagesTests
{
    [Fact]
    public async Task An_open_alert_stands_on_every_page_of_its_clinician_and_on_none_of_another_team()
    {
        await using var app = await RunningApp.StartAsync();
        await app.UsePhqAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.HireAsync("south", "Team South");
        var patient = await app.AdmitAsync(north, "Sample patient N");
        var form = await EnterAsync(app, north, patient, 1);
        using var own = await app.SignedInAsync("north");
        using var other = await app.SignedInAsync("south");

        foreach (var address in (string[])["/", "/patients", $"/patients/{patient}", $"/forms/{form}"])
        {
            var page = await own.ReadAsync(address);
            page.ShouldContain("data-testid=\"safety-alert\"");
            page.ShouldContain("Several days (1)");
            (await other.ReadAsync(address)).ShouldNotContain("Sample patient N");
        }

        using var hidden = await other.GetAsync($"/forms/{form}");
        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_form_is_shown_item_by_item_and_as_incomplete_without_a_score()
    {
        await using var app = await RunningApp.StartAsync();
        await app.UsePhqAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        var form = await EnterAsync(app, north, patient, 0);
        using var own = await app.SignedInAsync("north");

        var page = await own.ReadAsync($"/forms/{form}");

        page.ShouldContain("Incomplete: 1 of 9 answered, not scored");
        page.ShouldContain("Not at all (0)");
        page.ShouldContain("Not answered");
        page.ShouldContain("Kroenke, Spitzer, Williams 2001");
        page.ShouldContain("no sign that the patient is safe");
        page.ShouldContain("Not a diagnosis");
        (await own.ReadAsync($"/patients/{patient}")).ShouldContain("Incomplete: 1 of 9 answered, not scored");
    }

    [Fact]
    public async Task The_live_and_the_review_page_tell_which_forms_a_session_asks_for_and_how_far_they_have_got()
    {
        await using var app = await RunningApp.StartAsync();
        using var patient = await app.AskedAsync();
        await app.HireAsync("colleague", "Sample team");
        using var colleague = await app.SignedInAsync("colleague");
        (await colleague.ReadAsync($"/sessions/{patient.Session.PublicId}/live")).ShouldContain("not begun");
        await patient.AnswerAsync(1, "2");
        foreach (var page in (string[])["live", "review"])
            (await colleague.ReadAsync($"/sessions/{patient.Session.PublicId}/{page}")).ShouldContain("Incomplete: 1 of 9 answered so far, not handed in");
    }

    [Fact]
    public async Task Only_an_administrator_opens_the_page_of_questionnaires_which_names_files_that_cannot_be_used()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("north", "Team North");
        await app.HireAsync("boss", null, Roles.Administrator);
        var library = app.Services.GetRequiredService<InstrumentLibrary>();
        Directory.CreateDirectory(library.FolderPath);
        await File.WriteAllTextAsync(Path.Combine(library.FolderPath, "odd.json"), "{}", TestContext.Current.CancellationToken);
        library.Reload();
        using var boss = await app.SignedInAsync("boss");
        using var clinician = await app.SignedInAsync("north");

        var page = await boss.ReadAsync("/questionnaires");

        page.ShouldContain("odd.json: expected");
        page.ShouldContain("PHQ-9: expected the clinic&#x27;s crisis text and telephone number first, found none.");
        using var refused = await clinician.GetAsync("/questionnaires");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_server_starts_although_a_file_of_the_clinic_cannot_be_used()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            var folder = Directory.CreateTempSubdirectory("fercare-odd-").FullName;
            File.WriteAllText(Path.Combine(folder, "odd.json"), "no json");
            builder.Services.AddSingleton(new InstrumentFolder(folder));
        });
        app.Services.GetRequiredService<InstrumentLibrary>().Refusals.ShouldHaveSingleItem();
    }

    private static async Task<Guid> EnterAsync(RunningApp app, CareScope scope, Guid patient, int nine)
    {
        var entry = app.Services.GetRequiredService<FormEntry>();
        var form = await entry.StartAsync(scope, patient, "phq-9", null, TestContext.Current.CancellationToken);
        await entry.SaveAsync(scope, form, "9", nine, TestContext.Current.CancellationToken);
        await entry.CloseAsync(scope, form, TestContext.Current.CancellationToken);
        return form;
    }
}
