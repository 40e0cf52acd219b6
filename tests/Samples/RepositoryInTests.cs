namespace FerCare.Samples;

internal static partial class Repository
{
    /// <summary>A file or folder of ../shared/data; skips the test on a machine without it.</summary>
    public static string Shared(params string[] parts)
    {
        var path = SharedIfThere(parts);
        Assert.SkipUnless(path is not null, $"../shared/data/{string.Join('/', parts)} is not on this machine.");
        return path!;
    }
}
