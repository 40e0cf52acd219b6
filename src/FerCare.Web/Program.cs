using System.CommandLine;
using FerCare.Clinic.Storage;
using FerCare.Web.Accounts;
using FerCare.Web.Administration;
using FerCare.Web.Analysis;
using FerCare.Web.Capture;
using FerCare.Web.Instruments;
using FerCare.Web.Monitoring;
using FerCare.Web.Reporting;
using FerCare.Web.Sessions;
using FerCare.Web.Shell;
using FerCare.Web.Trends;

var fercare = new RootCommand("FerCare: clinical mental-health monitoring. Not a diagnosis. Not certified as a medical device.");
ServeVerb.AddTo(fercare);
fercare.Add(AnalyzeVerb.Create());
MigrateVerb.AddTo(fercare);
fercare.Add(VerifyAuditVerb.Create());
return await fercare.Parse(args).InvokeAsync();

/// <summary>The table of contents of the web app.</summary>
public static partial class Program
{
    /// <summary>Builds the app that <c>fercare serve</c> runs; tests start the same one on a free port.</summary>
    /// <param name="adjust">Changes to configuration and services, after everything is registered.</param>
    public static WebApplication Create(ServeSettings settings, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = settings.CreateBuilder();
        builder.Services.AddClinic(settings.DatabasePath);
        builder.AddShell();
        builder.AddAccounts(settings);
        builder.AddSessions();
        builder.AddReporting();
        builder.AddCapture();
        builder.AddInstruments();
        builder.AddTrends();
        builder.AddMonitoring();
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UseShell();
        app.UseAccounts();
        app.MapShell();
        app.MapAccounts();
        app.MapReporting();
        app.MapCapture();
        app.MapInstruments();
        return app;
    }
}
