using FerCare.Clinic.Instruments;

namespace FerCare.Web.Instruments;

/// <summary>Questionnaires: the patient's forms, their entry by clinicians, safety alerts, and which of them the clinic uses.</summary>
public static class InstrumentsFeature
{
    /// <summary>Section of the configuration with <see cref="SafetyAlertOptions"/>.</summary>
    public const string Section = "SafetyAlerts";

    public static void AddInstruments(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection(Section).Get<SafetyAlertOptions>() ?? new SafetyAlertOptions());
        builder.Services.AddScoped<FormDialogs>();
    }

    public static void MapInstruments(this WebApplication app) => PatientFormPages.Map(app);
}
