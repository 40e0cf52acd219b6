using FerCare.Clinic.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests;

/// <summary>A database that is migrated and holds nothing, made once: to apply every migration takes an app a good part of its start.</summary>
internal static class EmptyClinic
{
    private static readonly Lazy<Task<byte[]>> made = new(MakeAsync);

    /// <summary>Lays a copy where an app will look for its database; the keys beside it are made by the app itself.</summary>
    public static async Task LayAsync(string path) => await File.WriteAllBytesAsync(path, await made.Value);

    private static async Task<byte[]> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fercare-empty-");
        try
        {
            await using var services = new ServiceCollection().AddClinic(Path.Combine(folder.FullName, "fercare.db")).BuildServiceProvider();
            await ClinicStorage.MigrateAsync(services);
            var copy = Path.Combine(folder.FullName, "copy.db");
            await services.GetRequiredService<ClinicBackup>().WriteAsync(copy);
            return await File.ReadAllBytesAsync(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
