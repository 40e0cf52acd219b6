using System.Xml.Linq;

namespace FerCare.House.Tests;

/// <summary>Finds files of the repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public static string ProjectFile(string project) => project == "FerCare.Migrations"
        ? Path("migrations", "FerCare.Migrations.csproj")
        : Path("src", project, $"{project}.csproj");

    public static string CompiledAssembly(string project)
    {
        var file = ProjectFile(project);
        var name = XDocument.Load(file).Descendants("AssemblyName").FirstOrDefault()?.Value ?? project;
        return System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "bin", Configuration, "net10.0", $"{name}.dll");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "FerCare.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No FerCare.sln above {AppContext.BaseDirectory}.");
    }
}
