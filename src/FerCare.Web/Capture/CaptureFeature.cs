using Microsoft.AspNetCore.SignalR;

namespace FerCare.Web.Capture;

/// <summary>The patient's side: link, consent, camera, and the line on which frames come.</summary>
public static class CaptureFeature
{
    public static void AddCapture(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection(CaptureOptions.Section).Get<CaptureOptions>() ?? new CaptureOptions());
        services.AddSingleton<JoinTries>();
        services.AddSingleton<Notices>();
        services.AddSingleton<CaptureLimits>();
        services.AddTransient<IStartupFilter, ForeignOrigins.First>();
        PatientAccess.Add(services);
        services.AddSignalR().AddMessagePackProtocol().AddHubOptions<CaptureHub>(hub =>
        {
            hub.SupportedProtocols = ["messagepack"];
            hub.MaximumReceiveMessageSize = CaptureHub.LargestMessage;
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(10);
            hub.KeepAliveInterval = TimeSpan.FromSeconds(4);
            hub.HandshakeTimeout = TimeSpan.FromSeconds(5);
            hub.AddFilter<CaptureLimits>();
        });
    }

    public static void MapCapture(this WebApplication app)
    {
        PatientPages.Map(app);
        app.MapHub<CaptureHub>(CaptureHub.Address);
    }
}
