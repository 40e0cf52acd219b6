using System.Text.Json;
using System.Text.RegularExpressions;

namespace FerCare.Materials;

/// <summary>A package whose files a program of the product brings along.</summary>
/// <param name="Sha512">Of the package as the registry served it, in hexadecimal.</param>
/// <param name="Folder">Where its files lie on this machine.</param>
/// <param name="Licence">As an SPDX expression; null where the package states none that is known.</param>
/// <param name="DependsOn">Names of other shipped packages.</param>
public sealed partial record ShippedPackage(string Name, string Version, string Sha512, string Folder, string? Licence, IReadOnlyList<string> DependsOn)
{
    /// <summary>The programs of the product: project and assembly.</summary>
    public static IReadOnlyList<(string Project, string Assembly)> Programs { get; } = [("FerCare.Web", "fercare"), ("FerCare.ModelLab", "fercare-lab")];

    public string Url => $"pkg:nuget/{Name}@{Version}";

    /// <summary>All packages that the built programs bring along, by name and version, each once.</summary>
    /// <param name="configuration">The configuration they were built in.</param>
    /// <exception cref="FileNotFoundException">A program was not built.</exception>
    public static IReadOnlyList<ShippedPackage> Read(string root, string configuration) =>
        [.. Programs.SelectMany(p => Read(root, configuration, p.Project, p.Assembly)).GroupBy(p => p.Url, StringComparer.OrdinalIgnoreCase).Select(g => g.First())
            .OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Version, StringComparer.Ordinal)];

    private static IEnumerable<ShippedPackage> Read(string root, string configuration, string project, string assembly)
    {
        var folder = Path.Combine(root, "src", project);
        using var brought = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "bin", configuration, "net10.0", $"{assembly}.deps.json")));
        using var restored = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "obj", "project.assets.json")));
        string[] packages = [.. restored.RootElement.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name)];
        var target = brought.RootElement.GetProperty("targets").EnumerateObject().First().Value;
        foreach (var library in brought.RootElement.GetProperty("libraries").EnumerateObject().Where(l => l.Value.GetProperty("type").GetString() == "package"))
        {
            var (name, version) = library.Name.Split('/') is [var n, var v] ? (n, v) : throw new InvalidDataException($"{library.Name}: expected name/version.");
            var path = library.Value.GetProperty("path").GetString()!;
            var place = packages.Select(p => Path.Combine(p, path)).FirstOrDefault(Directory.Exists) ?? throw new DirectoryNotFoundException($"{library.Name} is not on this machine.");
            var hash = Convert.ToHexStringLower(Convert.FromBase64String(library.Value.GetProperty("sha512").GetString()!["sha512-".Length..]));
            string[] needs = target.TryGetProperty(library.Name, out var used) && used.TryGetProperty("dependencies", out var dependencies) ? [.. dependencies.EnumerateObject().Select(d => d.Name)] : [];
            yield return new ShippedPackage(name, version, hash, place, LicenceIn(place), needs);
        }
    }

    // An expression, or a file of which the wording tells. A bare address of a licence says nothing that can be checked.
    private static string? LicenceIn(string folder)
    {
        var description = File.ReadAllText(Directory.EnumerateFiles(folder, "*.nuspec").Single());
        if (Stated().Match(description) is not { Success: true } stated) return null;
        if (stated.Groups["kind"].Value == "expression") return stated.Groups["licence"].Value.Trim();
        var text = File.ReadAllText(Path.Combine(folder, stated.Groups["licence"].Value.Trim().Replace('\\', '/')));
        return text.Contains("MIT License", StringComparison.OrdinalIgnoreCase) && text.Contains("without restriction", StringComparison.Ordinal) ? "MIT" : null;
    }

    [GeneratedRegex("<license type=\"(?<kind>expression|file)\"[^>]*>(?<licence>[^<]+)</license>")]
    private static partial Regex Stated();
}
