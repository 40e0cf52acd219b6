using Bunit;
using FerCare.Clinic.Access;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Sessions;
using FerCare.Web.Instruments;
using FerCare.Web.Reviews;
using FerCare.Web.Tests.Instruments;
using FerCare.Web.Trends;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;
using TestContext = Xunit.TestContext;

namespace FerCare.Web.Tests.Patients;

/// <summary>What is told whoever wants to write about a patient whose key is missing: the forms of the pages, on the classes of a running app.</summary>
public sealed class UnwritablePatientTests
{
    private const string Told = "Nothing was stored: this patient's key is missing.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_note_on_a_finding_is_refused_in_a_sentence_and_stays_typed()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var session = await app.HoldAsync(north, (await KeylessPatient.AdmitAsync(app, north)).Id);
        var finding = (await app.Services.GetRequiredService<SessionAssessment>().FindingsAsync(north, session.PublicId, Cancel))[0];
        await using var page = PageOf(app);
        var judgement = page.Render<FindingJudgement>(given => given.Add(j => j.Stored, finding).Add(j => j.Scope, () => Task.FromResult(north)));
        await judgement.Find("[data-testid=review-annotate]").ClickAsync(new());
        await judgement.Find("[data-testid=review-note]").ChangeAsync(new ChangeEventArgs { Value = "new glasses" });

        await judgement.Find("form").SubmitAsync();

        judgement.WaitForElement("[data-testid=review-problem]").TextContent.ShouldStartWith(Told);
        judgement.Find("[data-testid=review-note]").GetAttribute("value").ShouldBe("new glasses");
    }

    [Fact]
    public async Task Acknowledging_an_alert_is_refused_in_a_sentence_and_the_alert_stays_open()
    {
        await using var app = await RunningApp.StartAsync();
        await app.UsePhqAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await KeylessPatient.AdmitAsync(app, north);
        var entry = app.Services.GetRequiredService<FormEntry>();
        await entry.SaveAsync(north, await entry.StartAsync(north, patient.Id, "phq-9", null, Cancel), "9", 2, Cancel);
        var alerts = app.Services.GetRequiredService<SafetyAlerts>();
        var alert = (await alerts.OpenAsync(north, Cancel)).Single();
        await using var page = PageOf(app);
        var dialog = await ShowAsync<AcknowledgeDialog>(page, new() { { d => d.Scope, north }, { d => d.Alert, alert } });
        await dialog.Find("[data-testid=acknowledge-note]").ChangeAsync(new ChangeEventArgs { Value = "called her" });

        await dialog.Find("#acknowledge").SubmitAsync();

        dialog.WaitForElement("[data-testid=acknowledge-problem]").TextContent.ShouldStartWith(Told);
        (await alerts.OpenAsync(north, Cancel)).ShouldHaveSingleItem();
        await patient.PutKeyBackAsync();
        await dialog.Find("#acknowledge").SubmitAsync();
        dialog.WaitForAssertion(() => dialog.FindAll("#acknowledge").ShouldBeEmpty());
        (await alerts.OpenAsync(north, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_baseline_is_refused_in_a_sentence()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await KeylessPatient.AdmitAsync(app, north);
        await using var page = PageOf(app);
        var dialog = await ShowAsync<ResetBaselineDialog>(page, new() { { d => d.Scope, north }, { d => d.Patient, patient.Id }, { d => d.Context, SessionContext.Rest } });
        await dialog.Find("[data-testid=reset-reason]").ChangeAsync(new ChangeEventArgs { Value = "a new camera" });

        await dialog.Find("#reset-baseline").SubmitAsync();

        dialog.WaitForElement("[data-testid=reset-problem]").TextContent.ShouldStartWith(Told);
        (await app.Services.GetRequiredService<PatientBaselines>().ResetsAsync(north, patient.Id, Cancel)).ShouldBeEmpty();
    }

    private static BunitContext PageOf(RunningApp app)
    {
        var page = new BunitContext();
        page.JSInterop.Mode = JSRuntimeMode.Loose;
        page.Services.AddMudServices();
        page.Services.AddSingleton(app.Services.GetRequiredService<IStringLocalizer>());
        page.Services.AddSingleton(app.Services.GetRequiredService<TimeProvider>());
        page.Services.AddSingleton(app.Services.GetRequiredService<FindingReviews>());
        page.Services.AddSingleton(app.Services.GetRequiredService<SafetyAlerts>());
        page.Services.AddSingleton(app.Services.GetRequiredService<PatientBaselines>());
        page.Services.AddSingleton(app.Services.GetRequiredService<FerCare.Affect.Indicators.IndicatorOptions>());
        return page;
    }

    private static async Task<IRenderedComponent<MudDialogProvider>> ShowAsync<TDialog>(BunitContext page, DialogParameters<TDialog> given)
        where TDialog : ComponentBase
    {
        var place = page.Render<MudDialogProvider>();
        await place.InvokeAsync(() => page.Services.GetRequiredService<IDialogService>().ShowAsync<TDialog>("", given));
        return place;
    }
}
