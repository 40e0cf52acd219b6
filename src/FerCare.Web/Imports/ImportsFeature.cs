namespace FerCare.Web.Imports;

/// <summary>Recordings that were made elsewhere, read into a patient's history.</summary>
public static class ImportsFeature
{
    public static void AddImports(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection(ImportOptions.Section).Get<ImportOptions>() ?? new ImportOptions());
        builder.Services.AddSingleton<RecordingVault>();
        builder.Services.AddSingleton<RecordingImport>();
    }
}
