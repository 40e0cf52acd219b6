using FerCare.Clinic.Access;

namespace FerCare.Web.Emergencies;

/// <summary>Opening the record of another team's patient in an emergency, and telling the team.</summary>
public static class EmergenciesFeature
{
    public static void AddEmergencies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection(EmergencyAccessOptions.Section).Get<EmergencyAccessOptions>() ?? new EmergencyAccessOptions());
        builder.Services.AddSingleton<EmergencyTries>();
    }
}
