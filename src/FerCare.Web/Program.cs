using FerCare.Clinic.Storage;
using FerCare.Web.Accounts;
using FerCare.Web.Administration;
using FerCare.Web.Capture;
using FerCare.Web.Emergencies;
using FerCare.Web.Imports;
using FerCare.Web.Instruments;
using FerCare.Web.Languages;
using FerCare.Web.Limits;
using FerCare.Web.Monitoring;
using FerCare.Web.Patients;
using FerCare.Web.ReadApi;
using FerCare.Web.Reporting;
using FerCare.Web.Reviews;
using FerCare.Web.Sessions;
using FerCare.Web.Shell;
using FerCare.Web.Trends;

return await FerCareCommand.RunAsync(FerCareCommand.Create().Parse(args));

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
        builder.AddLanguages();
        builder.AddLimits();
        builder.AddAccounts(settings);
        builder.AddEmergencies();
        builder.AddPatients();
        builder.AddSessions();
        builder.AddReporting();
        builder.AddReadApi();
        builder.AddCapture();
        builder.AddInstruments();
        builder.AddReviews();
        builder.AddTrends();
        builder.AddMonitoring();
        builder.AddImports();
        builder.AddTelemetry();
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UseShell();
        app.UseAccounts();
        app.MapShell();
        app.MapAccounts();
        app.MapReporting();
        app.MapReadApi();
        app.MapCapture();
        app.MapInstruments();
        app.MapTelemetry();
        return app;
    }
}
