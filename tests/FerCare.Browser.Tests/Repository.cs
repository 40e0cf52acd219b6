namespace FerCare.Browser.Tests;

/// <summary>Where the repository that these tests were built from lies.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FerCare.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No FerCare.sln above {AppContext.BaseDirectory}.");
    }
}
