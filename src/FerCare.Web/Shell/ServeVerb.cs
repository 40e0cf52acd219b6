using System.CommandLine;
using System.Data.Common;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Storage;
using FerCare.Vision;

namespace FerCare.Web.Shell;

/// <summary><c>serve</c>, which is also what <c>fercare</c> does when no verb is given.</summary>
public static class ServeVerb
{
    public static void AddTo(RootCommand fercare)
    {
        fercare.Add(Described(new Command("serve", "Serves the web app.")));
        Described(fercare);
    }

    private static Command Described(Command command)
    {
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on, separated by semicolons.", DefaultValueFactory = _ => ServeSettings.DefaultUrls };
        var data = new Option<string?>("--data") { Description = "Folder of the database and the keys (default data, with --demo data-demo).", HelpName = "DIR" };
        var demo = new Option<bool>("--demo") { Description = "Seed a demonstration clinic with synthetic patients and print its accounts once." };
        command.Add(urls);
        command.Add(data);
        command.Add(demo);
        command.SetAction(async (given, stop) =>
        {
            var folder = Path.GetFullPath(given.GetValue(data) ?? ServeSettings.DefaultDataFolder(given.GetValue(demo)));
            var settings = new ServeSettings(given.GetRequiredValue(urls), folder, given.GetValue(demo));
            try
            {
                await using var app = Program.Create(settings);
                await app.OpenAsync(Console.Out, stop);
                await app.WaitForShutdownAsync(stop);
                return 0;
            }
            catch (Exception problem) when (problem is DatabaseTooNewException or DatabaseInUseException or MissingModelException or AuditKeyMissingException or PatientKeysMissingException or InvalidDataException or IOException or UnauthorizedAccessException or DbException)
            {
                await Console.Error.WriteLineAsync($"fercare: {problem.Message}");
                return 1;
            }
        });
        return command;
    }
}
