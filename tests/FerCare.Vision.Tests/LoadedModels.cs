using FerCare.Vision.Locating;

namespace FerCare.Vision.Tests;

/// <summary>The real landmark predictor and the committed network, loaded once for all tests.</summary>
public sealed class LoadedModels : IDisposable
{
    private readonly Lazy<VisionModels> models = new(() => VisionModels.Load(VisionModelPaths.Default()));

    public VisionModels Models => models.Value;

    // Keeps the 100 MB predictor in memory from the first test to the last.
    private static readonly Lazy<FaceFinder> Anchor = new(() => new FaceFinder(VisionModelPaths.DebianLandmarks));

    /// <summary>A finder for one test.</summary>
    public static FaceFinder Finder()
    {
        _ = Anchor.Value;
        return new FaceFinder(VisionModelPaths.DebianLandmarks);
    }

    public void Dispose()
    {
        if (models.IsValueCreated) models.Value.Dispose();
    }
}
