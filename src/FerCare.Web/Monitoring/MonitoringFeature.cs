using FerCare.Vision;

namespace FerCare.Web.Monitoring;

/// <summary>Name and version of the network that reads the sessions, as their records cite it.</summary>
public sealed record ServedModel(string? Version);

/// <summary>Reads the frames of running sessions and shows them live.</summary>
public static class MonitoringFeature
{
    public static void AddMonitoring(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection(MonitoringOptions.Section).Get<MonitoringOptions>() ?? new MonitoringOptions());
        services.AddSingleton(_ => VisionModels.Load(VisionModelPaths.Default()));
        services.AddSingleton(provider => new ServedModel(provider.GetRequiredService<VisionModels>().Emotions.Manifest.Version));
        services.AddSingleton<OpenReaders>(provider => () =>
        {
            var reader = new FaceReader(provider.GetRequiredService<VisionModels>(), FaceReaderOptions.Streamed);
            return new OpenReader(reader.Read, reader);
        });
        services.AddSingleton<SessionFeed>();
        services.AddSingleton<LiveSessions>();
        services.AddSingleton<FrameScheduler>();
        services.AddHostedService(provider => provider.GetRequiredService<FrameScheduler>());
        services.AddHostedService<SessionRounds>();
    }
}
