using FerCare.Vision.Locating;

namespace FerCare.Vision.Tests;

/// <summary>The real landmark predictor and the committed network, loaded once for all tests.</summary>
public sealed class LoadedModels : IDisposable
{
    private readonly Lazy<VisionModels> models = new(() => VisionModels.Load(VisionModelPaths.Default()));

    public VisionModels Models => models.Value;

    public static FaceFinder Finder() => new(VisionModelPaths.DebianLandmarks);

    public void Dispose()
    {
        if (models.IsValueCreated) models.Value.Dispose();
    }
}
