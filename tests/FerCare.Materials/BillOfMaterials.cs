using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace FerCare.Materials;

/// <summary>
/// What the product consists of, as a CycloneDX 1.6 document. The same sources give the same document byte for byte: it carries no time, and its
/// serial number follows from its content.
/// </summary>
public sealed class BillOfMaterials(string root, string version, IReadOnlyList<ShippedPackage> packages, IReadOnlyList<ShippedFile> files)
{
    private const string Product = "FerCare";

    /// <summary>Files of the list that are not on this machine, for example the libraries of another system.</summary>
    public IReadOnlyList<ShippedFile> Missing => [.. files.Where(f => PathOf(f) is not { } path || !File.Exists(path))];

    public JsonObject Write()
    {
        var components = new JsonArray([.. packages.Select(Component), .. files.Select(Component)]);
        var known = packages.ToLookup(p => p.Name, p => p.Url, StringComparer.OrdinalIgnoreCase);
        var dependencies = new JsonArray(
        [
            Needs(Product, [.. packages.Select(p => p.Url), .. files.Select(Reference)]),
            .. packages.Select(p => Needs(p.Url, [.. p.DependsOn.SelectMany(d => known[d])])),
        ]);
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(components.ToJsonString())).AsSpan(0, 16))}",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = Product, ["name"] = Product, ["version"] = version } },
            ["components"] = components,
            ["dependencies"] = dependencies,
        };
    }

    private static JsonObject Component(ShippedPackage package) => new()
    {
        ["type"] = "library",
        ["bom-ref"] = package.Url,
        ["name"] = package.Name,
        ["version"] = package.Version,
        ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = package.Sha512 }),
        ["licenses"] = Licences(package.Licence ?? "NOASSERTION"),
        ["purl"] = package.Url,
    };

    private JsonObject Component(ShippedFile file)
    {
        var component = new JsonObject { ["type"] = file.Place.EndsWith(".onnx", StringComparison.Ordinal) || file.Place.EndsWith(".dat", StringComparison.Ordinal) ? "machine-learning-model" : "file", ["bom-ref"] = Reference(file), ["name"] = file.Name };
        if (file.Version.Length > 0) component["version"] = file.Version;
        if (PathOf(file) is { } path && File.Exists(path))
        {
            using var content = File.OpenRead(path);
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = Convert.ToHexStringLower(SHA256.HashData(content)) });
        }

        component["licenses"] = Licences(file.Licence);
        component["properties"] = new JsonArray(new JsonObject { ["name"] = "fercare:place", ["value"] = file.Place });
        return component;
    }

    private static JsonArray Licences(string expression) => expression.Contains(' ', StringComparison.Ordinal)
        ? new JsonArray(new JsonObject { ["expression"] = expression })
        : new JsonArray(new JsonObject { ["license"] = new JsonObject { [expression.StartsWith("LicenseRef-", StringComparison.Ordinal) || expression == "NOASSERTION" ? "name" : "id"] = expression } });

    private static JsonObject Needs(string reference, string[] needed) => new() { ["ref"] = reference, ["dependsOn"] = new JsonArray([.. needed.Distinct().Select(n => JsonValue.Create(n))]) };

    private static string Reference(ShippedFile file) => $"file:{file.Place}";

    private string? PathOf(ShippedFile file)
    {
        if (!file.Place.StartsWith("package:", StringComparison.Ordinal)) return Path.Combine(root, file.Place);
        var (name, path) = file.Place["package:".Length..].Split('/', 2) is [var n, var p] ? (n, p) : throw new FormatException($"{file.Place}: expected package:NAME/PATH.");
        return packages.FirstOrDefault(package => package.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? Path.Combine(found.Folder, path) : null;
    }
}
