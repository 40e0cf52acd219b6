using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;
using FerCare.Web.Tests.Capture;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Instruments;

/// <summary>Questionnaires in a running app, made through the clinic's own classes.</summary>
internal static class FormsInApp
{
    public const string CrisisText = "Sample words of this clinic.";
    public const string Telephone = "+00 1 234567";

    public static async Task UsePhqAsync(this RunningApp app)
    {
        await app.Services.GetRequiredService<SafetyNotices>().ChangeAsync(new CrisisWords(CrisisText, Telephone), Guid.NewGuid(), TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<InstrumentSwitches>().SwitchOnAsync("phq-9", false, Guid.NewGuid(), TestContext.Current.CancellationToken);
    }

    /// <summary>A patient who has consented and is asked for the PHQ-9.</summary>
    public static async Task<PatientSide> AskedAsync(this RunningApp app, FormOccasion occasion = FormOccasion.BeforeSession)
    {
        await app.UsePhqAsync();
        var patient = await PatientSide.InvitedAsync(app);
        await app.Services.GetRequiredService<FormPlan>().PlanAsync(patient.Scope, patient.Session.PublicId, [new FormChoice("phq-9", occasion)], TestContext.Current.CancellationToken);
        await patient.RedeemAsync();
        using var consented = await patient.Browser.PostFormAsync("/session?at=consent",
            new Dictionary<string, string> { ["agree"] = "yes", ["version"] = FerCare.Clinic.Joining.ConsentText.Current.Version }, "/session/consent");
        return patient;
    }

    /// <summary>Presses an answer; where it leads.</summary>
    public static async Task<string?> AnswerAsync(this PatientSide patient, int item, string value)
    {
        using var answer = await patient.Browser.PostFormAsync($"/session/form?at={item}",
            new Dictionary<string, string> { ["instrument"] = "phq-9", ["item"] = $"{item}", ["value"] = value }, "/session/form/answer");
        return answer.Headers.Location?.ToString();
    }

    public static async Task<string?> CloseAsync(this PatientSide patient)
    {
        using var answer = await patient.Browser.PostFormAsync("/session/form?at=overview", new Dictionary<string, string> { ["instrument"] = "phq-9" }, "/session/form/close");
        return answer.Headers.Location?.ToString();
    }

    public static Task<IReadOnlyList<FormRow>> FormsAsync(this RunningApp app, CareScope scope, Guid patient) =>
        app.Services.GetRequiredService<InstrumentHistory>().FormsAsync(scope, patient, TestContext.Current.CancellationToken);
}
