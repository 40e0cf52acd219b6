using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace FerCare.Web.Tests.Languages;

/// <summary>What a page says: its texts and the texts of its attributes, without what is marked as not to be translated.</summary>
internal static partial class VisibleText
{
    private static readonly HashSet<string> NoEnd = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path", "circle", "rect", "line"];
    private static readonly HashSet<string> Unseen = ["script", "style", "template", "noscript"];

    public static IEnumerable<string> Of(string html)
    {
        // For each open element whether what is in it counts.
        var open = new Stack<(string Name, bool Counts)>();
        foreach (Match token in Tokens().Matches(Comments().Replace(html, "")))
        {
            var counts = open.Count == 0 || open.Peek().Counts;
            if (token.Groups["text"] is { Success: true } text)
            {
                if (counts && WebUtility.HtmlDecode(text.Value).Trim() is { Length: > 0 } said) yield return said;
                continue;
            }

            var name = token.Groups["name"].Value.ToLowerInvariant();
            if (token.Groups["end"].Length > 0)
            {
                while (open.Count > 0 && open.Pop().Name != name) { }
                continue;
            }

            var attributes = token.Groups["attributes"].Value;
            counts = counts && !Unseen.Contains(name) && !attributes.Contains("translate=\"no\"", StringComparison.Ordinal);
            if (counts)
                foreach (Match attribute in Spoken().Matches(attributes))
                    if (WebUtility.HtmlDecode(attribute.Groups[1].Value).Trim() is { Length: > 0 } said) yield return said;
            if (!NoEnd.Contains(name) && !attributes.EndsWith('/')) open.Push((name, counts));
        }
    }

    /// <summary>What is left of a text without what stands in brackets, brackets within brackets too.</summary>
    public static string Outside(string text)
    {
        var left = new StringBuilder();
        var depth = 0;
        foreach (var character in text)
        {
            if (character == Bracketed.Open) depth++;
            else if (character == Bracketed.Close) depth--;
            else if (depth == 0) left.Append(character);
        }

        return left.ToString();
    }

    [GeneratedRegex("<!--.*?-->|<!DOCTYPE[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex("""<(?<end>/?)(?<name>[A-Za-z][\w-]*)(?<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>|(?<text>[^<]+)""")]
    private static partial Regex Tokens();

    [GeneratedRegex("\\b(?:aria-label|title|placeholder|alt|data-label)=\"([^\"]*)\"")]
    private static partial Regex Spoken();
}
