using System.CommandLine;
using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Storage;
using FerCare.Reports.Dossiers;
using FerCare.Web.Shell;

namespace FerCare.Web.Patients;

/// <summary><c>export-patient</c>: everything about one patient as a ZIP file. Exit codes: 0 written, 1 refused, 2 could not be done.</summary>
public static class ExportPatientVerb
{
    public static Command Create()
    {
        var who = WhichPatient.Argument();
        var to = new Option<string>("--out") { Description = "ZIP file to write; it must not exist.", HelpName = "FILE", Required = true };
        var data = VerbRun.DataFolder();
        var command = new Command("export-patient", "Writes everything that is stored about one patient, as JSON and CSV in a ZIP file. Exit codes: 0 written, 1 refused, 2 could not be done.") { who, to, data };
        command.SetAction((given, stop) => VerbRun.OnClinicAsync(given.GetRequiredValue(data), async services =>
        {
            if (await WhichPatient.FindAsync(services, given.GetRequiredValue(who), stop) is not { } patient) return VerbRun.Refused;
            return await WriteAsync(services, patient, Path.GetFullPath(given.GetRequiredValue(to)), stop);
        }, stop));
        return command;
    }

    private static async Task<int> WriteAsync(IServiceProvider services, PatientRow patient, string path, CancellationToken stop)
    {
        if (File.Exists(path)) return await VerbRun.FailAsync(VerbRun.Refused, $"File {path}: expected a new one, found one that exists.");
        // What a run that was killed has left: plain text about a patient, whether or not this one gets further.
        File.Delete(Unfinished(path));
        var by = MachineOperator.Current();
        using var dossier = await services.GetRequiredService<PatientDossiers>().OpenAsync(by, patient.Id, stop);
        if (dossier is null) return await VerbRun.FailAsync(VerbRun.Refused, "The patient is gone.");
        await services.GetRequiredService<AuditTrail>().RecordAsync(new AuditEntry(AuditAction.Export, null, "patient", patient.Id.ToString(), ExportNote.Everything.ToString(), by.Name), stop);
        WriteWhole(dossier, path, stop);
        await Console.Out.WriteLineAsync($"{path}: everything about one patient. It is not encrypted; hand it over safely.");
        return VerbRun.Done;
    }

    private static string Unfinished(string path) => path + ".unfinished";

    /// <summary>Writes a file that only its owner may read, whole or not at all: whatever stops it, Ctrl+C too, nothing of it stays.</summary>
    private static void WriteWhole(PatientDossier dossier, string path, CancellationToken stop)
    {
        var unfinished = Unfinished(path);
        var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(unfinished, mine);
        // At once: the program may be ended before the writing below comes to its end. Where an open file cannot be deleted, that is done below.
        using var ends = stop.Register(() => TryDelete(unfinished));
        try
        {
            DossierWriter.Write(dossier, file);
            file.Flush(flushToDisk: true);
            file.Dispose();
            stop.ThrowIfCancellationRequested();
            File.Move(unfinished, path);
        }
        catch
        {
            file.Dispose();
            TryDelete(unfinished);
            throw;
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // The next run begins with it.
        }
    }
}
