using System.Xml.Linq;

namespace FerCare.House.Tests;

/// <summary>Where a project of the product lies and what it compiles to.</summary>
internal static class Projects
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string FileOf(string project) => project == "FerCare.Migrations"
        ? Repository.At("migrations", "FerCare.Migrations.csproj")
        : Repository.At("src", project, $"{project}.csproj");

    public static string AssemblyOf(string project)
    {
        var file = FileOf(project);
        var name = XDocument.Load(file).Descendants("AssemblyName").FirstOrDefault()?.Value ?? project;
        return Path.Combine(Path.GetDirectoryName(file)!, "bin", Configuration, "net10.0", $"{name}.dll");
    }
}
