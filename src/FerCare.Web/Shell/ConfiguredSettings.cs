using System.Reflection;
using FerCare.Clinic.Access;
using FerCare.Clinic.Instruments;
using FerCare.Clinic.Rights;
using FerCare.Web.Capture;
using FerCare.Web.Imports;
using FerCare.Web.Instruments;
using FerCare.Web.Limits;
using FerCare.Web.Monitoring;
using FerCare.Web.Monitoring.Readers;

namespace FerCare.Web.Shell;

/// <summary>What whoever runs FerCare may set, by section of the configuration.</summary>
public static class ConfiguredSettings
{
    private static readonly (string Section, Type Settings)[] Sections =
    [
        (CaptureOptions.Section, typeof(CaptureOptions)),
        (EmergencyAccessOptions.Section, typeof(EmergencyAccessOptions)),
        (HealthOptions.Section, typeof(HealthOptions)),
        (ImportOptions.Section, typeof(ImportOptions)),
        (RequestLimits.Section, typeof(RequestLimits)),
        (MonitoringOptions.Section, typeof(MonitoringOptions)),
        (ReaderOptions.Section, typeof(ReaderOptions)),
        (RetentionOptions.Section, typeof(RetentionOptions)),
        (InstrumentsFeature.Section, typeof(SafetyAlertOptions)),
    ];

    /// <summary>
    /// Reads all sections, also those that are needed later only: a setting that somebody has to change must neither wait for the first patient nor
    /// look like a failure that another start might heal.
    /// </summary>
    /// <exception cref="InvalidDataException">A setting cannot be read or is refused; one line that names the section, and the setting where that is known.</exception>
    public static void Require(IServiceProvider services)
    {
        foreach (var (section, settings) in Sections)
        {
            try
            {
                _ = services.GetRequiredService(settings);
            }
            catch (Exception refused) when (refused is InvalidOperationException or TargetInvocationException or ArgumentException or FormatException or InvalidDataException)
            {
                // A record that refuses a figure does so behind the reflection that sets it, and its message has a second line.
                var why = (refused as TargetInvocationException)?.InnerException ?? refused;
                throw new InvalidDataException($"Settings of section {section}: {string.Join(' ', why.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))}", refused);
            }
        }
    }
}
