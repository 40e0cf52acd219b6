namespace FerCare.Samples;

/// <summary>The repository that the tests were built from, and the data that lies beside it on some machines.</summary>
internal static partial class Repository
{
    public static string Root { get; } = Find();

    /// <summary>A file or folder of the repository.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file or folder of ../shared/data, or null on a machine without it.</summary>
    public static string? SharedIfThere(params string[] parts)
    {
        var path = Path.Combine([Root, "..", "shared", "data", .. parts]);
        return Path.Exists(path) ? path : null;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FerCare.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No FerCare.sln above {AppContext.BaseDirectory}.");
    }
}
