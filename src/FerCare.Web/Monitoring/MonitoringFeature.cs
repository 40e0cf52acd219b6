using FerCare.Vision;
using FerCare.Web.Monitoring.Readers;
using FerCare.Web.Shell;

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
        services.AddSingleton(LoadModels);
        services.AddSingleton(_ => new ServedModel(VisionModels.Check(VisionModelPaths.Default()).Version));
        services.AddReaders();
        services.AddSingleton<LoadFigures>();
        services.AddSingleton<SessionFeed>();
        services.AddSingleton<LiveSessions>();
        services.AddSingleton<FrameScheduler>();
        services.AddHostedService(provider => provider.GetRequiredService<FrameScheduler>());
        services.AddHostedService<SpareReaders>();
        services.AddHostedService<SessionRounds>();
        services.AddHealthChecks().AddCheck<ReadingHealth>("models", tags: [HealthWords.Ready]);
    }

    /// <summary>Loads what vision needs, the network compiled for this machine, and tells the log in which form it runs.</summary>
    private static VisionModels LoadModels(IServiceProvider provider)
    {
        var models = VisionModels.Load(VisionModelPaths.Default(), provider.GetRequiredService<ServeSettings>().CompiledFolder);
        var log = provider.GetRequiredService<ILogger<VisionModels>>();
        var (version, graph) = (models.Emotions.Manifest.Version, models.Emotions.Graph);
        if (graph.Problem is not null) log.LogWarning("{Problem}", graph.Problem);
        log.LogInformation("The emotion network {Version} runs as {Graph}.", version, graph);
        return models;
    }
}
