using FerCare.Clinic.Rights;

namespace FerCare.Web.Patients;

/// <summary>Patients' pages and rights: what is kept how long.</summary>
public static class PatientsFeature
{
    public static void AddPatients(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection(RetentionOptions.Section).Get<RetentionOptions>()?.Checked() ?? new RetentionOptions());
        builder.Services.AddSingleton<RetentionWords>();
    }
}
