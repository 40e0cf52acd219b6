namespace FerCare.Vision.Tests;

/// <summary>Photographs that lie beside the repository on some machines; tests that need them are skipped elsewhere.</summary>
internal static class SharedSamples
{
    /// <summary>A file of ../shared/data/samples; skips the test where it is not there.</summary>
    public static string Path(params string[] name) => Repository.Shared(["samples", .. name]);
}
