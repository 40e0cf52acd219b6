using System.CommandLine;
using FerCare.Clinic.Storage;

namespace FerCare.Web.Shell;

/// <summary><c>migrate</c>: brings the database up to date without serving.</summary>
public static class MigrateVerb
{
    public static void AddTo(RootCommand fercare)
    {
        var data = new Option<string>("--data") { Description = "Folder of the database.", DefaultValueFactory = _ => ServeSettings.DefaultDataFolder(demo: false) };
        var command = new Command("migrate", "Brings the database up to date and stops.") { data };
        command.SetAction(async (given, stop) =>
        {
            var settings = new ServeSettings(ServeSettings.DefaultUrls, Path.GetFullPath(given.GetRequiredValue(data)));
            await using var services = new ServiceCollection().AddClinic(settings.DatabasePath).BuildServiceProvider();
            await ClinicStorage.MigrateAsync(services, stop);
            await Console.Out.WriteLineAsync($"{settings.DatabasePath} is up to date.");
            return 0;
        });
        fercare.Add(command);
    }
}
