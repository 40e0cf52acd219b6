using System.CommandLine;
using FerCare.Clinic.Storage;

namespace FerCare.Web.Shell;

/// <summary><c>migrate</c>: brings the database up to date without serving. Exit codes: 0 up to date, 2 could not be done.</summary>
public static class MigrateVerb
{
    public static Command Create()
    {
        var data = VerbRun.DataFolder();
        var command = new Command("migrate", "Brings the database up to date and stops; makes a new one where there is none. Exit codes: 0 up to date, 2 could not be done.") { data };
        command.SetAction((given, stop) => VerbRun.GuardAsync(async () =>
        {
            var settings = VerbRun.Settings(given.GetRequiredValue(data));
            await using var services = new ServiceCollection().AddClinic(settings.DatabasePath).BuildServiceProvider();
            await ClinicStorage.MigrateAsync(services, stop);
            await Console.Out.WriteLineAsync($"{settings.DatabasePath} is up to date.");
            return VerbRun.Done;
        }));
        return command;
    }
}
