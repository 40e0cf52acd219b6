using System.CommandLine;
using FerCare.Clinic.Backups;
using FerCare.Clinic.Storage;
using FerCare.Web.Shell;

namespace FerCare.Web.Administration;

/// <summary><c>restore</c>: puts a backup back into an empty folder. Exit codes: 0 put back, 1 refused and nothing written, 2 could not be done.</summary>
public static class RestoreVerb
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "The backup.", HelpName = "FILE", Required = true };
        var key = new Option<string>("--key-file") { Description = "The key file that it was made with.", HelpName = "FILE", Required = true };
        var data = new Option<string>("--data") { Description = "Folder to put it into: missing or empty. A backup of keys may join data, and data keys.", HelpName = "DIR", Required = true };
        var command = new Command("restore", "Checks a backup and puts it back into an empty folder. Exit codes: 0 put back, 1 refused and nothing written, 2 could not be done.") { from, key, data };
        command.SetAction((given, stop) => VerbRun.GuardAsync(async () =>
        {
            var folder = Path.GetFullPath(given.GetRequiredValue(data));
            var manifest = await BackupRestore.RestoreAsync(given.GetRequiredValue(from), folder, BackupKey.Read(given.GetRequiredValue(key)), stop);
            await Console.Out.WriteLineAsync(manifest.Kind == BackupKind.Keys
                ? $"Keys of {manifest.At:yyyy-MM-dd HH:mm} UTC are in {folder}."
                : $"Data of {manifest.At:yyyy-MM-dd HH:mm} UTC is in {folder}.{(Directory.Exists(Path.Combine(folder, "keys")) ? "" : " It needs its keys: restore a backup made with --keys, or put the keys folder back.")}");
            return VerbRun.Done;
        }));
        return command;
    }
}
