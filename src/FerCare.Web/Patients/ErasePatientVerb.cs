using System.CommandLine;
using FerCare.Clinic.Access;
using FerCare.Clinic.Rights;
using FerCare.Web.Shell;

namespace FerCare.Web.Patients;

/// <summary><c>erase-patient</c>: erases one patient for good. Exit codes: 0 erased, 1 refused and nothing erased, 2 could not be done.</summary>
public static class ErasePatientVerb
{
    public static Command Create()
    {
        var who = WhichPatient.Argument();
        var yes = new Option<bool>("--yes") { Description = "Do not ask for the record number." };
        var data = VerbRun.DataFolder();
        var command = new Command("erase-patient", "Erases one patient for good, after the record number was typed. Exit codes: 0 erased, 1 refused and nothing erased, 2 could not be done.") { who, yes, data };
        command.SetAction((given, stop) => VerbRun.OnClinicAsync(given.GetRequiredValue(data), async services =>
        {
            if (await WhichPatient.FindAsync(services, given.GetRequiredValue(who), stop) is not { } patient) return VerbRun.Refused;
            if (!given.GetValue(yes) && !await ConfirmedAsync(patient.RecordNumber, patient.Sessions, stop)) return await VerbRun.FailAsync(VerbRun.Refused, "The record number does not match. Nothing was erased.");
            try
            {
                var scrubbed = await services.GetRequiredService<PatientErasure>().EraseAsync(MachineOperator.Current(), patient.Id, stop);
                await Console.Out.WriteLineAsync($"The patient was erased{(scrubbed ? "" : "; the disk is cleaned of the last traces at the next start")}. Write the backup of keys anew: an older one could still read older backups.");
                return VerbRun.Done;
            }
            catch (ErasureRefusedException refused)
            {
                return await VerbRun.FailAsync(VerbRun.Refused, refused.Message);
            }
        }, stop));
        return command;
    }

    private static async Task<bool> ConfirmedAsync(string recordNumber, int sessions, CancellationToken stop)
    {
        await Console.Out.WriteLineAsync($"Goes: name, record number, year of birth, {sessions} sessions with samples, findings and notes, forms, alerts, baselines, consents, links, and the key that opens them in backups.");
        await Console.Out.WriteLineAsync("Stays: the audit trail under a name that nobody can trace back; files that were exported or printed.");
        await Console.Out.WriteAsync("This cannot be undone. Type the record number to erase: ");
        return (await Console.In.ReadLineAsync(stop))?.Trim() == recordNumber;
    }
}
