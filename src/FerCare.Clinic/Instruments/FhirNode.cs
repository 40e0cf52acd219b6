using System.Text.Json;

namespace FerCare.Clinic.Instruments;

/// <summary>One object of a FHIR file; whatever is missing or of the wrong kind is refused with the file's name and the place.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Place">Where in it this object stands: "item 9, answerOption 2".</param>
internal sealed record FhirNode(string File, string Place, JsonElement Json)
{
    public QuestionnaireRefusedException Refusal(string expected, string found) => new(File, $"{expected} in {Place}", found);

    public string Text(string name) => TextOrNull(name) ?? throw Refusal($"\"{name}\"", "none");

    public string? TextOrNull(string name) => Property(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 and <= 4000 } said && !string.IsNullOrWhiteSpace(said) => said.Trim(),
        { } other => throw Refusal($"a text of 1 to 4,000 characters as \"{name}\"", other.ValueKind is JsonValueKind.String ? "an empty or longer one" : $"{other.ValueKind}"),
    };

    public bool Flag(string name) => Property(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Refusal($"true or false as \"{name}\"", "something else"),
    };

    /// <summary>A whole number from -1,000 to 1,000; FHIR decimals such as 2.0 count as whole.</summary>
    public int Whole(string name) => Property(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var value) && value == decimal.Truncate(value) && Math.Abs(value) <= 1000
        ? (int)value
        : throw Refusal($"a whole number as \"{name}\"", Property(name)?.GetRawText() ?? "none");

    public FhirNode Child(string name) => Property(name) is { ValueKind: JsonValueKind.Object } child ? new(File, $"{name} of {Place}", child) : throw Refusal($"\"{name}\"", "none");

    public IReadOnlyList<FhirNode> List(string name) => ListOrEmpty(name) is { Count: > 0 } list ? list : throw Refusal($"\"{name}\" with one entry or more", "none");

    public IReadOnlyList<FhirNode> ListOrEmpty(string name) => Property(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select((entry, at) => new FhirNode(File, Place == "the file" ? $"{name} {at + 1}" : $"{name} {at + 1} of {Place}", entry))],
        { } other => throw Refusal($"a list as \"{name}\"", $"{other.ValueKind}"),
    };

    public IEnumerable<FhirNode> Extensions(string url) => ListOrEmpty("extension").Where(e => e.Text("url") == url);

    public FhirNode? Extension(string url) => Extensions(url).FirstOrDefault();

    private JsonElement? Property(string name)
    {
        if (Json.ValueKind != JsonValueKind.Object) throw Refusal("an object", $"{Json.ValueKind}");
        return Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
