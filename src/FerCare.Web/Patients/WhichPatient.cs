using System.CommandLine;
using FerCare.Clinic.Access;
using FerCare.Clinic.Patients;
using FerCare.Web.Shell;

namespace FerCare.Web.Patients;

/// <summary>How verbs are told which patient is meant.</summary>
internal static class WhichPatient
{
    public static Argument<string> Argument() => new("PATIENT") { Description = "The patient's record number, or the id that stands in the address of the patient's page." };

    /// <summary>The one patient that is meant; null after it was said why there is not exactly one.</summary>
    public static async Task<PatientRow?> FindAsync(IServiceProvider services, string said, CancellationToken stop)
    {
        var found = await services.GetRequiredService<PatientRegister>().FindAsync(MachineOperator.Current(), said.Trim(), stop);
        if (found is [var one]) return one;
        await VerbRun.FailAsync(VerbRun.Refused, found.Count == 0 ? "No patient has this record number or id."
            : $"{found.Count} care teams have a patient with this record number. Give the id: {string.Join(", ", found.Select(p => $"{p.Id} ({p.CareTeam})"))}");
        return null;
    }
}
