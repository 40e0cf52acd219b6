using System.CommandLine;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Backups;
using FerCare.Clinic.Storage;
using FerCare.Web.Shell;

namespace FerCare.Web.Administration;

/// <summary><c>backup</c>: writes an encrypted backup while the clinic is open. Exit codes: 0 written and read back, 1 refused, 2 could not be done.</summary>
public static class BackupVerb
{
    public static Command Create()
    {
        var to = new Option<string>("--out") { Description = "File to write, outside of the data folder; it must not exist.", HelpName = "FILE", Required = true };
        var key = new Option<string>("--key-file") { Description = "File with 64 hexadecimal digits (openssl rand -hex 32) or a passphrase of 16 characters at least.", HelpName = "FILE", Required = true };
        var keys = new Option<bool>("--keys") { Description = "Back up the keys folder instead of the data. Keep one such file, apart from the backups of data, and write it anew after an erasure." };
        var data = VerbRun.DataFolder();
        var command = new Command("backup", "Writes an encrypted backup of the database and all files beside it but the keys, while the clinic is open. Exit codes: 0 written and read back, 1 refused, 2 could not be done.") { to, key, keys, data };
        command.SetAction((given, stop) => VerbRun.OnClinicAsync(given.GetRequiredValue(data), async services =>
        {
            var secret = BackupKey.Read(given.GetRequiredValue(key));
            var (path, ofKeys) = (given.GetRequiredValue(to), given.GetValue(keys));
            var writer = services.GetRequiredService<BackupWriter>();
            var bytes = ofKeys ? await writer.WriteKeysAsync(path, secret, stop) : await writer.WriteDataAsync(path, secret, stop);
            await services.GetRequiredService<AuditTrail>().RecordAsync(
                new AuditEntry(AuditAction.BackUp, null, "clinic", ofKeys ? "keys" : "data", ActorName: MachineOperator.Current().Name), stop);
            await Console.Out.WriteLineAsync($"{Path.GetFullPath(path)}: {bytes:N0} bytes, read back and whole.{(ofKeys ? "" : " The keys are not in it: back them up apart with --keys.")}");
            return VerbRun.Done;
        }, stop));
        return command;
    }
}
