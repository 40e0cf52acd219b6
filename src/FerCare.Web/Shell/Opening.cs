using FerCare.Clinic.Storage;
using FerCare.Web.Accounts;
using FerCare.Web.Demonstration;
using FerCare.Web.Imports;
using FerCare.Web.Monitoring;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FerCare.Web.Shell;

/// <summary>What happens between building the app and the first visitor, and until the last one has left.</summary>
public static class Opening
{
    /// <summary>Brings the database up to date, starts listening, and tells the person at the console what they need to know once.</summary>
    public static async Task OpenAsync(this WebApplication app, TextWriter console, CancellationToken stop = default)
    {
        // Loads on another processor meanwhile.
        app.Services.GetRequiredService<FrameScheduler>().Prepare();
        await ClinicStorage.MigrateAsync(app.Services, stop);
        app.Services.GetRequiredService<RecordingVault>().Clear();
        if (app.Services.GetRequiredService<ServeSettings>().Demo) await SeedAsync(app, console, stop);
        // Made here and not by the host, which would log a missing model with its stack before the one line that says what to do.
        _ = app.Services.GetServices<IHostedService>().Count();
        await app.StartAsync(stop);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var firstStart = app.Services.GetRequiredService<FirstStart>();
        if (await firstStart.IsOpenAsync())
            await console.WriteLineAsync($"FerCare has no accounts yet. Set it up once at {address}/setup#{firstStart.Code}");
        await console.WriteLineAsync($"FerCare is at {address} (Ctrl+C stops it). Not a diagnosis. Not certified as a medical device.");
        await console.FlushAsync(stop);
    }

    /// <summary>Serves until the program is asked to stop; false where it stopped because something that runs in the background failed.</summary>
    public static async Task<bool> ServeAsync(this WebApplication app, CancellationToken stop = default)
    {
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        var failed = false;
        // At the beginning of the end: what goes wrong while stopping says nothing about why.
        using (app.Lifetime.ApplicationStopping.Register(() => failed = background.Exists(part => part.ExecuteTask is { IsFaulted: true })))
            await app.WaitForShutdownAsync(stop);
        return !failed;
    }

    private static async Task SeedAsync(WebApplication app, TextWriter console, CancellationToken stop)
    {
        await console.WriteLineAsync("Making the demonstration clinic, about half a minute at the first start.");
        var accounts = await DemonstrationClinic.SeedAsync(app.Services, stop);
        if (accounts.Count == 0)
        {
            await console.WriteLineAsync("The demonstration clinic exists already; its accounts were printed when it was made. Delete its data folder to make a new one.");
            return;
        }

        await console.WriteLineAsync("Accounts of the demonstration (all patients are synthetic). The passwords are not shown again:");
        foreach (var account in accounts)
            await console.WriteLineAsync($"  {account.UserName,-18} {account.Password,-24} {account.DisplayName} ({account.Role.ToLowerInvariant()})");
    }
}
