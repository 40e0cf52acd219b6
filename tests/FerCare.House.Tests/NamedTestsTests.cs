using System.Text.RegularExpressions;

namespace FerCare.House.Tests;

/// <summary>A document that says by which test something is held names one that is there.</summary>
public sealed partial class NamedTestsTests
{
    private static readonly Dictionary<string, string> Classes = Directory.EnumerateFiles(Repository.At("tests"), "*Tests.cs", SearchOption.AllDirectories)
        .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .GroupBy(f => Path.GetFileNameWithoutExtension(f)).ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)));

    [Theory]
    [InlineData("reliability.md")]
    [InlineData("load.md")]
    [InlineData("deployment.md")]
    public void Every_test_that_a_document_names_is_there(string document)
    {
        var text = File.ReadAllText(Repository.At("docs", document));
        var named = Name().Matches(text).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).Distinct().ToList();

        named.ShouldNotBeEmpty();
        foreach (var (of, method) in named)
        {
            Classes.ShouldContainKey(of, document);
            if (method.Length > 0) Classes[of].ShouldContain($" {method}(", customMessage: $"{document}: {of}.{method}");
        }
    }

    [GeneratedRegex(@"`(\w+Tests)(?:\.(\w+))?`")]
    private static partial Regex Name();
}
