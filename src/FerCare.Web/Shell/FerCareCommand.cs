using System.CommandLine;
using FerCare.Web.Accounts;
using FerCare.Web.Administration;
using FerCare.Web.Analysis;
using FerCare.Web.Monitoring.Readers;
using FerCare.Web.Patients;

namespace FerCare.Web.Shell;

/// <summary>The command line: one verb for each thing that is done without a browser.</summary>
public static class FerCareCommand
{
    public static RootCommand Create()
    {
        var fercare = new RootCommand("FerCare: clinical mental-health monitoring. Not a diagnosis. Not certified as a medical device.");
        ServeVerb.AddTo(fercare);
        fercare.Add(AnalyzeVerb.Create());
        fercare.Add(MigrateVerb.Create());
        fercare.Add(CreateAdminVerb.Create());
        fercare.Add(BackupVerb.Create());
        fercare.Add(RestoreVerb.Create());
        fercare.Add(VerifyAuditVerb.Create());
        fercare.Add(ExportPatientVerb.Create());
        fercare.Add(ErasePatientVerb.Create());
        fercare.Add(ReadFacesVerb.Create());
        return fercare;
    }

    /// <summary>Runs what was told; the exit code.</summary>
    public static Task<int> RunAsync(ParseResult told) => told.InvokeAsync(ConfigurationOf(told));

    /// <summary>How it is run: the library ends a verb two seconds after Ctrl+C or a signal to terminate, which is too soon for the server.</summary>
    public static InvocationConfiguration ConfigurationOf(ParseResult told)
    {
        var configuration = new InvocationConfiguration();
        if (told.CommandResult.Command is RootCommand or { Name: ServeVerb.Name }) configuration.ProcessTerminationTimeout = ServeVerb.TimeToStop;
        return configuration;
    }
}
