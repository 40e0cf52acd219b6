using FerCare.Clinic.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FerCare.Clinic.Instruments;

/// <summary>Registers what belongs to the questionnaires.</summary>
internal static class InstrumentRegistration
{
    public static void AddInstruments(this IServiceCollection services, ClinicDatabase database)
    {
        services.TryAddSingleton(new InstrumentFolder(Path.Combine(Path.GetDirectoryName(database.Path)!, "instruments")));
        services.TryAddSingleton<SafetyAlertOptions>();
        services.AddSingleton<InstrumentLibrary>();
        services.AddSingleton<InstrumentSwitches>();
        services.AddSingleton<SafetyNotices>();
        services.AddSingleton<FormPlan>();
        services.AddSingleton<PatientForms>();
        services.AddSingleton<FormEntry>();
        services.AddSingleton<InstrumentHistory>();
        services.AddSingleton<LastScores>();
        services.AddSingleton<SafetyAlerts>();
        services.AddHostedService<AlertEscalation>();
    }
}
