using FerCare.Vision;
using FerCare.Web.Shell;

namespace FerCare.Web.Monitoring.Readers;

/// <summary>Where faces are read: in processes of their own, or inside the server.</summary>
internal static class ReadersFeature
{
    public static void AddReaders(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection(ReaderOptions.Section).Get<ReaderOptions>() ?? new ReaderOptions());
        services.AddSingleton(provider => ReaderCommand.OfThisProgram(provider.GetRequiredService<ServeSettings>().CompiledFolder,
            ReadFacesVerb.NicenessOption, $"{provider.GetRequiredService<ReaderOptions>().Niceness}"));
        services.AddSingleton<ReaderPool>();
        services.AddSingleton<FrameQuarantine>();
        services.AddSingleton<OpenReaders>(provider => () => provider.GetRequiredService<ReaderOptions>().Separate ? Supervised(provider) : Inside(provider));
        services.AddHealthChecks().AddCheck<ReadersHealth>("readers", tags: [HealthWords.Ready]);
    }

    private static OpenReader Supervised(IServiceProvider provider)
    {
        var reader = new SupervisedReader(provider.GetRequiredService<ReaderPool>(), provider.GetRequiredService<FrameQuarantine>(),
            provider.GetRequiredService<ReaderOptions>(), provider.GetRequiredService<ILogger<SupervisedReader>>());
        return new OpenReader(reader.Read, reader);
    }

    private static OpenReader Inside(IServiceProvider provider)
    {
        var reader = new FaceReader(provider.GetRequiredService<VisionModels>(), FaceReaderOptions.Streamed);
        return new OpenReader((encoded, track, classify, timeMs) =>
        {
            try
            {
                return reader.Read(encoded, track, classify, timeMs);
            }
            finally
            {
                reader.Forget();
            }
        }, reader);
    }
}
