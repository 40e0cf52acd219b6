using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace FerCare.House.Tests;

/// <summary>Who may reference whom, read from the project files and from what the compiled assemblies really reference.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["FerCare.Affect"] = [],
        ["FerCare.Vision"] = ["FerCare.Affect"],
        ["FerCare.Clinic"] = ["FerCare.Affect"],
        ["FerCare.Reports"] = ["FerCare.Affect", "FerCare.Clinic"],
        ["FerCare.Migrations"] = ["FerCare.Affect", "FerCare.Clinic"],
        ["FerCare.ModelLab"] = ["FerCare.Affect", "FerCare.Vision"],
        ["FerCare.Web"] = ["FerCare.Affect", "FerCare.Vision", "FerCare.Clinic", "FerCare.Reports", "FerCare.Migrations"],
    };

    /// <summary>Packages that stay behind one door: the start of their name, and a project that may use them.</summary>
    private static readonly (string Package, string Owner)[] Doors =
    [
        ("TorchSharp", "FerCare.ModelLab"), ("Google.Protobuf", "FerCare.ModelLab"),
        ("CsvHelper", "FerCare.Reports"), ("CsvHelper", "FerCare.ModelLab"), ("Hl7.Fhir", "FerCare.Reports"),
        ("MudBlazor", "FerCare.Web"),
    ];

    public static TheoryData<string> Names => [.. Allowed.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_project_references_only_those_below_it(string project)
    {
        var references = XDocument.Load(Projects.FileOf(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))).ToArray();

        references.ShouldBeSubsetOf(Allowed[project]);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_compiled_assembly_uses_only_what_its_place_allows(string project)
    {
        var used = AssembliesUsedBy(Projects.AssemblyOf(project));

        used.Where(name => name.StartsWith("FerCare.") && name != project).ShouldBeSubsetOf(Allowed[project]);
        foreach (var door in Doors.GroupBy(d => d.Package, d => d.Owner).Where(d => !d.Contains(project)))
            used.ShouldNotContain(name => name.StartsWith(door.Key), $"{door.Key} belongs to {string.Join(" and ", door)} alone");
    }

    [Fact]
    public void Affect_needs_no_packages() =>
        XDocument.Load(Projects.FileOf("FerCare.Affect")).Descendants("PackageReference").ShouldBeEmpty();

    [Fact]
    public void Every_project_in_the_sources_has_its_place()
    {
        var found = Directory.EnumerateFiles(Repository.At("src"), "*.csproj", SearchOption.AllDirectories).Append(Projects.FileOf("FerCare.Migrations"))
            .Select(Path.GetFileNameWithoutExtension);

        found.ShouldBe(Allowed.Keys, ignoreOrder: true);
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var listed = File.ReadAllText(Repository.At("FerCare.sln"));
        var found = new[] { "src", "tests", "migrations" }.SelectMany(top => Directory.EnumerateFiles(Repository.At(top), "*.csproj", SearchOption.AllDirectories));

        found.Select(Path.GetFileName).Where(name => !listed.Contains(name!)).ShouldBeEmpty();
    }

    private static string[] AssembliesUsedBy(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
