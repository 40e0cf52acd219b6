using System.CommandLine;
using FerCare.Clinic.Storage;
using FerCare.Web.Shell;

namespace FerCare.Web.Administration;

/// <summary><c>verify-audit</c>: checks the audit trail and says where it is broken. Exit codes: 0 whole, 1 broken, 2 could not be checked.</summary>
public static class VerifyAuditVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder of the database and the keys.", DefaultValueFactory = _ => ServeSettings.DefaultDataFolder(demo: false) };
        var command = new Command("verify-audit", "Checks that no audit record was edited, deleted, inserted, moved or cut off. Exit codes: 0 whole, 1 broken, 2 could not be checked.") { data };
        command.SetAction((given, stop) => Task.Run(() => Verify(given.GetRequiredValue(data), Console.Out, stop), stop));
        return command;
    }

    /// <summary>Writes one sentence; the exit code.</summary>
    public static int Verify(string dataFolder, TextWriter output, CancellationToken stop = default)
    {
        var settings = new ServeSettings(ServeSettings.DefaultUrls, Path.GetFullPath(dataFolder));
        using var services = new ServiceCollection().AddClinic(settings.DatabasePath).BuildServiceProvider();
        var verdict = services.GetRequiredService<AuditInspection>().Inspect(stop);
        output.WriteLine(verdict.Words);
        return (int)verdict.State;
    }
}
