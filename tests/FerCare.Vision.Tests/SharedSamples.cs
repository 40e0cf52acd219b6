namespace FerCare.Vision.Tests;

/// <summary>Photographs that lie beside the repository on some machines; tests that need them are skipped elsewhere.</summary>
internal static class SharedSamples
{
    /// <summary>A file of ../shared/data/samples; skips the test where that folder is not there.</summary>
    public static string Path(params string[] name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "FerCare.sln"))) root = root.Parent;
        var folder = System.IO.Path.Combine(root?.Parent?.FullName ?? "/", "shared", "data", "samples");
        Assert.SkipUnless(Directory.Exists(folder), "The sample photographs (../shared/data/samples) are not on this machine.");
        return System.IO.Path.Combine([folder, .. name]);
    }
}
