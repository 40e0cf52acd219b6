using System.Text.RegularExpressions;

namespace FerCare.Materials;

/// <summary>A file or part that the product ships or loads beside its packages.</summary>
/// <param name="Version">Empty where it has none of its own.</param>
/// <param name="Licence">As an SPDX expression.</param>
/// <param name="Place">A path in the repository or of this machine, or "package:NAME/PATH" for a file of a package.</param>
public sealed record ShippedFile(string Name, string Version, string Licence, string Place);

/// <summary>The licences that may be shipped and what is shipped, as <c>docs/licences.md</c> states them.</summary>
public sealed partial class LicenceList
{
    private LicenceList(IReadOnlySet<string> allowed, IReadOnlyDictionary<string, string> packages, IReadOnlyList<ShippedFile> files) =>
        (Allowed, Packages, Files) = (allowed, packages, files);

    /// <summary>SPDX identifiers.</summary>
    public IReadOnlySet<string> Allowed { get; }

    /// <summary>Packages by name, with their licence.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; }

    public IReadOnlyList<ShippedFile> Files { get; }

    /// <summary>Reads the tables under the headings "Allowed", "Packages" and "Files".</summary>
    public static LicenceList Parse(string text)
    {
        var sections = Heading().Split(text);
        return new LicenceList(
            Rows("Allowed").Select(r => r[0]).ToHashSet(),
            Rows("Packages").ToDictionary(r => r[0], r => r[1], StringComparer.OrdinalIgnoreCase),
            [.. Rows("Files").Select(r => new ShippedFile(r[0], r[1], r[2], r[3]))]);

        // The first cell of a row stands in backticks; heads and rules of tables do not.
        IEnumerable<string[]> Rows(string heading) => sections.Single(s => s.StartsWith(heading, StringComparison.Ordinal)).Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Trim().Trim('|').Split('|').Select(c => c.Trim().Trim('`')).ToArray());
    }

    /// <summary>Whether an SPDX expression of names, AND, OR and brackets can be kept with allowed licences alone.</summary>
    public bool Allows(string? expression)
    {
        var words = new Queue<string>(Word().Matches(expression ?? "").Select(m => m.Value));
        return words.Count > 0 && Either() && words.Count == 0;

        bool Either()
        {
            var allowed = Both();
            while (words.TryPeek(out var next) && next == "OR")
            {
                words.Dequeue();
                // Read in any case, so that what follows is not left over.
                allowed = Both() || allowed;
            }

            return allowed;
        }

        bool Both()
        {
            var allowed = One();
            while (words.TryPeek(out var next) && next == "AND")
            {
                words.Dequeue();
                allowed = One() && allowed;
            }

            return allowed;
        }

        bool One()
        {
            if (!words.TryDequeue(out var word)) return false;
            if (word != "(") return Allowed.Contains(word);
            var inside = Either();
            return words.TryDequeue(out var end) && end == ")" && inside;
        }
    }

    /// <summary>What stands against shipping these packages, in words; nothing if all is well.</summary>
    public IReadOnlyList<string> Objections(IReadOnlyList<ShippedPackage> shipped)
    {
        var objections = new List<string>();
        foreach (var package in shipped)
        {
            if (!Allows(package.Licence)) objections.Add($"{package.Name} {package.Version} has the licence {package.Licence ?? "(none that is known)"}, which is not allowed.");
            if (!Packages.TryGetValue(package.Name, out var listed)) objections.Add($"{package.Name} {package.Version} ({package.Licence}) is shipped and does not stand in docs/licences.md.");
            else if (listed != package.Licence) objections.Add($"{package.Name} {package.Version} has the licence {package.Licence}; docs/licences.md says {listed}.");
        }

        objections.AddRange(Packages.Keys.Except(shipped.Select(p => p.Name), StringComparer.OrdinalIgnoreCase).Select(gone => $"{gone} stands in docs/licences.md and is not shipped."));
        objections.AddRange(Files.Where(f => !Allows(f.Licence)).Select(f => $"{f.Name} has the licence {f.Licence}, which is not allowed."));
        return objections;
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\(|\)|[^\s()]+")]
    private static partial Regex Word();
}
