using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FerCare.House.Tests;

/// <summary>Every text on screen has its German words, and no translation outlives its text.</summary>
public sealed partial class LanguageTests
{
    private static readonly Dictionary<string, string> German = Directory.EnumerateFiles(Repository.At("src"), "Words.de.resx", SearchOption.AllDirectories)
        .SelectMany(f => XDocument.Load(f).Root!.Elements("data")).ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    private static readonly HashSet<string> Used = [.. Directory.EnumerateFiles(Repository.At("src"), "*", SearchOption.AllDirectories)
        .Where(f => Path.GetExtension(f) is ".cs" or ".razor").Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .SelectMany(f => Keys(File.ReadAllText(f)))];

    [Fact]
    public void Every_text_has_its_German_words() => Used.Except(German.Keys).ShouldBeEmpty();

    [Fact]
    public void No_translation_is_left_over() => German.Keys.Except(Used).ShouldBeEmpty();

    [Fact]
    public void A_translation_asks_for_the_same_values_as_its_text() =>
        German.Where(t => !Places(t.Key).SetEquals(Places(t.Value))).Select(t => t.Key).ShouldBeEmpty();

    [Fact]
    public void Texts_are_found_where_they_are_used() =>
        Keys("""<p title="@T["Ann \"B\""]">@T.Count(n, "{0} day", "{0} days")</p> words["C"] sessions.Count(s => s == "no") heat["no"]""")
            .ShouldBe(["Ann \"B\"", "{0} day", "{0} days", "C"], ignoreOrder: true);

    /// <summary>What is thrown is English, for logs and command lines: a page says it with <c>T.Refused</c>.</summary>
    [Fact]
    public void No_page_shows_the_text_of_an_exception() =>
        Directory.EnumerateFiles(Repository.At("src/FerCare.Web"), "*.razor", SearchOption.AllDirectories).Where(f => File.ReadAllText(f).Contains(".Message", StringComparison.Ordinal))
            .Select(Path.GetFileName).ShouldBeEmpty();

    private static IEnumerable<string> Keys(string source) =>
        Single().Matches(source).Select(m => m.Groups[1].Value)
            .Concat(Counted().Matches(source).SelectMany(m => new[] { m.Groups[1].Value, m.Groups[2].Value })).Select(Regex.Unescape);

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("""\b(?:T|words)\[\s*"((?:[^"\\]|\\.)*)"(?=\s*[\],])""")]
    private static partial Regex Single();

    [GeneratedRegex("""\b(?:T|words)\.Count\([^"]*?,\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\)""")]
    private static partial Regex Counted();

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Place();
}
