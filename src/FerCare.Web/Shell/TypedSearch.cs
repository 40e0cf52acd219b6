namespace FerCare.Web.Shell;

/// <summary>
/// A search text that is typed while the page's address follows it: what arrives from the address is taken over where somebody else changed it
/// (a link, the browser's way back), never where it is what was typed a moment ago.
/// </summary>
public sealed class TypedSearch
{
    /// <summary>The longest text that is looked for, characters.</summary>
    public const int Longest = 120;

    private readonly List<string?> underWay = [];
    private string? seen;

    /// <summary>What stands in the field.</summary>
    public string? Text { get; private set; }

    /// <summary>Something was typed; what the address is to say.</summary>
    public string? Type(string? text)
    {
        Text = text;
        var find = Cut(text);
        underWay.Add(find);
        return find;
    }

    /// <summary>The address says this now.</summary>
    public void Arrive(string? find)
    {
        if (find == seen) return;
        seen = find;
        if (find == Cut(Text)) underWay.Clear();
        else if (!underWay.Remove(find)) Text = find;
    }

    /// <summary>A search text without what surrounds it; null where nothing is left.</summary>
    public static string? Cut(string? text) => text?.Trim() is { Length: > 0 } found ? found[..Math.Min(found.Length, Longest)] : null;
}
