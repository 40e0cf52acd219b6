using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;

namespace FerCare.Clinic.Tests.Instruments;

/// <summary>Forms in a clinic on disk, made through the clinic's own classes.</summary>
internal static class FormsInClinic
{
    public static readonly CrisisWords Crisis = new("Sample text of the clinic.\nIn danger, call.", "+00 (0)1 234-567");
    public static readonly Guid Administrator = Guid.NewGuid();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task UsePhqAsync(this ClinicOnDisk clinic)
    {
        await clinic.Get<SafetyNotices>().ChangeAsync(Crisis, Administrator, Cancel);
        await clinic.Get<InstrumentSwitches>().SwitchOnAsync("phq-9", false, Administrator, Cancel);
    }

    /// <summary>A whole form as a clinician enters it; its id.</summary>
    public static async Task<Guid> EnterAsync(this ClinicOnDisk clinic, CareScope scope, Guid patient, string instrument, Func<InstrumentItem, int> value)
    {
        var entry = clinic.Get<FormEntry>();
        var form = await entry.StartAsync(scope, patient, instrument, null, Cancel);
        foreach (var item in Library.Instrument(instrument).Items) await entry.SaveAsync(scope, form, item.Id, value(item), Cancel);
        await entry.CloseAsync(scope, form, Cancel);
        return form;
    }

    /// <summary>A planned session whose patient is asked for the PHQ-9 before it.</summary>
    public static async Task<ClinicOnDisk.Planned> WithPhqAsync(this ClinicOnDisk clinic, FormOccasion occasion = FormOccasion.BeforeSession)
    {
        var session = await clinic.PlannedAsync();
        await clinic.UsePhqAsync();
        await clinic.Get<FormPlan>().PlanAsync(session.Scope, session.PublicId, [new FormChoice("phq-9", occasion)], Cancel);
        return session;
    }

    public static Task<SavedAnswer> AnswerAsync(this ClinicOnDisk clinic, ClinicOnDisk.Planned session, string item, int value) =>
        clinic.Get<PatientForms>().SaveAsync(session.Id, "phq-9", item, value, Cancel);

    public static async Task<IReadOnlyList<SafetyAlertRow>> AlertsAsync(this ClinicOnDisk clinic, CareScope scope) => await clinic.Get<SafetyAlerts>().OpenAsync(scope, Cancel);
}
