using System.CommandLine;
using System.Data.Common;
using FerCare.Clinic;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Backups;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Web.Shell;

/// <summary>What verbs have in common: the data folder, and exit codes that a script can rely on.</summary>
internal static class VerbRun
{
    /// <summary>Exit code: it was done.</summary>
    public const int Done = 0;

    /// <summary>Exit code: what was asked for was refused, and nothing was changed.</summary>
    public const int Refused = 1;

    /// <summary>Exit code: it could not be tried, for want of a database, keys or a folder that this account can write.</summary>
    public const int NotPossible = 2;

    public static Option<string> DataFolder() => new("--data")
    {
        Description = "Folder of the database and the keys.", HelpName = "DIR", DefaultValueFactory = _ => ServeSettings.DefaultDataFolder(demo: false),
    };

    public static ServeSettings Settings(string dataFolder) => new(ServeSettings.DefaultUrls, Path.GetFullPath(dataFolder));

    /// <summary>Runs a verb; what stands against it is one line on standard error, never a stack.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (BackupRefusedException refused)
        {
            return await FailAsync(Refused, refused.Message);
        }
        catch (Exception problem) when (problem is DatabaseTooNewException or DatabaseInUseException or AuditKeyMissingException or PatientKeysMissingException
            or InvalidDataException or IOException or UnauthorizedAccessException or DbException or DbUpdateException)
        {
            return await FailAsync(NotPossible, problem.Message);
        }
    }

    /// <summary>Runs a verb on a clinic's database, which has to exist and be of this version.</summary>
    public static Task<int> OnClinicAsync(string dataFolder, Func<IServiceProvider, Task<int>> verb, CancellationToken stop) => GuardAsync(async () =>
    {
        var settings = Settings(dataFolder);
        if (!File.Exists(settings.DatabasePath)) return await FailAsync(NotPossible, $"Database {settings.DatabasePath}: expected one, found none.");
        await using var services = new ServiceCollection().AddClinic(settings.DatabasePath).BuildServiceProvider();
        services.GetRequiredService<ClinicDatabase>().RequireWritable(); // also what only reads writes down that it was asked
        await using (var context = await services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(stop))
        {
            if ((await context.Database.GetPendingMigrationsAsync(stop)).Any())
                return await FailAsync(NotPossible, $"Database {settings.DatabasePath}: expected one of this version, found an earlier one. Bring it up to date first: fercare migrate");
        }

        return await verb(services);
    });

    public static async Task<int> FailAsync(int code, string why)
    {
        await Console.Error.WriteLineAsync($"fercare: {why}");
        return code;
    }
}
