using System.Text.Json.Nodes;
using FerCare.Clinic.Instruments;
using Microsoft.Extensions.Logging.Abstractions;

namespace FerCare.Clinic.Tests.Instruments;

/// <summary>A library on a folder of its own, with files made from the ones that ship.</summary>
internal sealed class Library : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fercare-instruments-");

    public static InstrumentLibrary Shipped { get; } = new(new InstrumentFolder("/does/not/exist"), NullLogger<InstrumentLibrary>.Instance);

    public static Instrument Instrument(string id) => Shipped.Find(id)!;

    /// <summary>An answer to every item.</summary>
    public static Dictionary<string, int> Answers(string id, Func<InstrumentItem, int> value) => Instrument(id).Items.ToDictionary(i => i.Id, value);

    public InstrumentLibrary Read() => new(new InstrumentFolder(folder.FullName), NullLogger<InstrumentLibrary>.Instance);

    public void Add(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);

    /// <summary>A text as a clinic adds it, changed by the test.</summary>
    public void Add(string name, string id, string language, Action<JsonObject>? change = null) => Add(name, Words(id, language, change));

    /// <summary>A FHIR Questionnaire with placeholder words for each item and answer of an instrument that ships.</summary>
    public static string Words(string id, string language, Action<JsonObject>? change = null)
    {
        using var stream = typeof(InstrumentLibrary).Assembly.GetManifestResourceStream($"FerCare.Clinic.Instruments.Questionnaires.{id}.json")!;
        var file = JsonNode.Parse(stream)!.AsObject();
        file["language"] = language;
        foreach (var item in file["item"]!.AsArray().OfType<JsonObject>().Where(i => (string?)i["type"] == "choice"))
        {
            item["text"] = $"Item {item["linkId"]} in {language}";
            foreach (var (option, at) in item["answerOption"]!.AsArray().Select((o, at) => (o, at))) option!["valueCoding"]!["display"] = $"Answer {at} in {language}";
        }

        change?.Invoke(file);
        return file.ToJsonString();
    }

    public void Dispose() => folder.Delete(recursive: true);
}
