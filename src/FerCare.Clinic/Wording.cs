namespace FerCare.Clinic;

/// <summary>What every short text from a person must satisfy before it becomes part of a record.</summary>
internal static class Wording
{
    /// <summary>The trimmed text.</summary>
    /// <exception cref="ArgumentException">Empty, longer than <paramref name="longest"/> characters, or with control characters.</exception>
    public static string Checked(string? text, int longest, string what)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0) throw new ArgumentException($"{what}: expected a text, found nothing.", nameof(text));
        if (trimmed.Length > longest) throw new ArgumentException($"{what}: expected at most {longest} characters, found {trimmed.Length}.", nameof(text));
        if (trimmed.Any(char.IsControl)) throw new ArgumentException($"{what}: expected one line of text, found control characters.", nameof(text));
        return trimmed;
    }

    /// <summary>The id itself.</summary>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public static Guid Checked(Guid id, string what) =>
        id != Guid.Empty ? id : throw new ArgumentException($"{what}: expected an id, found the empty one.", nameof(id));
}
