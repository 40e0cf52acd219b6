using System.Text.RegularExpressions;

namespace FerCare.Web.Languages;

/// <summary>Written as where words are looked up, so that the test of the languages finds them.</summary>
internal sealed class Sentences
{
    public Sentence this[string english] => new(english);
}

/// <summary>English words with places for what differs from one time to the next, by which a written text is known again.</summary>
internal sealed partial class Sentence(string english)
{
    private readonly Regex pattern = new($"^{Place().Replace(Regex.Escape(english), "(.+?)")}$", RegexOptions.CultureInvariant);

    public string English => english;

    /// <summary>What stands at the places of a text, in order; null where the text is another one.</summary>
    public string[]? Parts(string text) => pattern.Match(text) is { Success: true } match ? [.. match.Groups.Values.Skip(1).Select(g => g.Value)] : null;

    [GeneratedRegex(@"\\\{\d\}")]
    private static partial Regex Place();
}
