using System.CommandLine;
using System.Data.Common;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Storage;
using FerCare.Vision;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace FerCare.Web.Shell;

/// <summary>
/// <c>serve</c>, which is also what <c>fercare</c> does when no verb is given. Exit codes: 0 stopped as asked, 1 cannot start until somebody changes
/// something, 3 failed and may be started again. An init system tells by them whether another start makes sense.
/// </summary>
public static class ServeVerb
{
    public const string Name = "serve";

    /// <summary>
    /// How long stopping may take: what waits is stored, and assessments under way end. Shorter than systemd and a container engine wait
    /// (60 s, deploy/).
    /// </summary>
    public static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(55);

    private const int Stopped = 0, CannotStart = 1, Failed = 3;

    // SQLITE_BUSY and SQLITE_LOCKED: another process has the database for a moment.
    private const int Busy = 5, Locked = 6;

    public static void AddTo(RootCommand fercare)
    {
        fercare.Add(Described(new Command(Name, "Serves the web app. Exit codes: 0 stopped as asked, 1 cannot start until somebody changes something, 3 failed and may be started again.")));
        Described(fercare);
    }

    private static Command Described(Command command)
    {
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on, separated by semicolons. Plain HTTP is for this machine only.", DefaultValueFactory = _ => ServeSettings.DefaultUrls };
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
                ConfiguredSettings.Require(app.Services);
                await app.OpenAsync(Console.Out, stop);
                return await app.ServeAsync(stop) ? Stopped : Failed;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return Stopped;
            }
            catch (Exception problem) when (MayPass(problem))
            {
                return await VerbRun.FailAsync(Failed, problem.Message);
            }
            catch (Exception problem) when (problem is DatabaseTooNewException or MissingModelException or AuditKeyMissingException or PatientKeysMissingException or InvalidDataException or IOException or UnauthorizedAccessException or DbException)
            {
                return await VerbRun.FailAsync(CannotStart, problem.Message);
            }
            catch (Exception problem) when (IsSetting(problem))
            {
                return await VerbRun.FailAsync(CannotStart, $"Settings: {problem.Message}");
            }
            catch (Exception unforeseen)
            {
                // Nobody knows what to change: whoever looks into it needs the whole of it, and another start may succeed.
                return await VerbRun.FailAsync(Failed, $"{unforeseen}");
            }
        });
        return command;
    }

    /// <summary>A setting of .NET's own, such as a level of the log, that cannot be read.</summary>
    private static bool IsSetting(Exception problem) =>
        problem is OptionsValidationException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" or "Microsoft.Extensions.Logging.Configuration" };

    /// <summary>What stands against a start only for a while: another process on the database, or on the address.</summary>
    private static bool MayPass(Exception problem) =>
        problem is DatabaseInUseException or SqliteException { SqliteErrorCode: Busy or Locked } or IOException { InnerException: AddressInUseException };
}
