using FerCare.Vision;
using FerCare.Vision.Locating;

namespace FerCare.Web.Tests;

/// <summary>
/// Keeps the landmark predictor loaded between tests that read faces: all finders of one file share its 70 MB, and where the last of them is gone
/// the next reads the file anew for a second.
/// </summary>
internal static class LandmarksInMemory
{
    private static readonly Lazy<FaceFinder> held = new(() => new FaceFinder(VisionModelPaths.DebianLandmarks));

    /// <summary>From now on until the end of the run.</summary>
    /// <exception cref="MissingModelException">The file or the native library is missing.</exception>
    public static void Keep() => _ = held.Value;
}
