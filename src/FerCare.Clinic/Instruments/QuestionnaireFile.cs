using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FerCare.Clinic.Instruments;

/// <summary>
/// One FHIR R4 Questionnaire (JSON): scoring and, where it has a language, words. Read with System.Text.Json and not with a FHIR
/// package, which belongs to the reports alone; of the standard only what a scored choice questionnaire needs is understood.
/// </summary>
internal sealed partial record QuestionnaireFile(Instrument Instrument, InstrumentText? Text, bool MarksReversals)
{
    public const int LargestBytes = 1 << 20;
    private const string OrdinalValue = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
    private const string ItemWeight = "http://hl7.org/fhir/StructureDefinition/itemWeight";

    /// <param name="name">Name of the file, for messages.</param>
    /// <param name="ships">It ships with FerCare; otherwise the clinic added it.</param>
    /// <exception cref="QuestionnaireRefusedException">It is none.</exception>
    public static QuestionnaireFile Read(string name, byte[] bytes, bool ships)
    {
        if (bytes.Length > LargestBytes) throw new QuestionnaireRefusedException(name, $"at most {LargestBytes} bytes", $"{bytes.Length}");
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowTrailingCommas = false });
            var root = new FhirNode(name, "the file", document.RootElement);
            if (root.Text("resourceType") != "Questionnaire") throw root.Refusal("a FHIR resource of the type Questionnaire", root.TextOrNull("resourceType") ?? "none");
            var questions = root.List("item").Where(i => i.Text("type") != "display").ToList();
            var items = questions.Select(Item).ToList();
            var id = root.Text("id");
            var instrument = new Instrument(id, root.Text("title"), root.Text("url"), root.Text("version"), items, [.. root.Extensions("urn:fercare:score-band").Select(Band)])
            {
                Code = Loinc(root),
                TotalCode = root.Extension("urn:fercare:total-code")?.Child("valueCoding").Text("code"),
                BandsAreConvention = root.Extension("urn:fercare:bands-are")?.Text("valueCode") == "convention",
                Source = root.Extension("urn:fercare:scoring-source")?.Text("valueString") ?? "",
                Copyright = root.TextOrNull("copyright") ?? "",
                LicenceToConfirm = root.Extension("urn:fercare:licence-to-confirm")?.Flag("valueBoolean") == true,
            };
            return new QuestionnaireFile(instrument, root.TextOrNull("language") is { } language ? Words(root, questions, instrument, language, ships, bytes) : null, items.Any(i => i.Reversed));
        }
        catch (JsonException broken)
        {
            throw new QuestionnaireRefusedException(name, "a FHIR Questionnaire as JSON", $"text that is no JSON at line {broken.LineNumber + 1}");
        }
        catch (ArgumentException nonsense)
        {
            throw new QuestionnaireRefusedException(name, "an instrument that can be scored", nonsense.Message.Split(" (Parameter", 2)[0].TrimEnd('.'));
        }
    }

    private static InstrumentItem Item(FhirNode item)
    {
        if (item.Text("type") != "choice") throw item.Refusal("items of the type choice or display", item.Text("type"));
        if (item.ListOrEmpty("item").Any()) throw item.Refusal("items without items of their own", "a group");
        return new InstrumentItem(item.Text("linkId"), Loinc(item), [.. item.List("answerOption").Select(Value)],
            item.Extension("urn:fercare:reverse-scored")?.Flag("valueBoolean") == true, item.Extension("urn:fercare:safety-alert-from")?.Whole("valueInteger"));
    }

    private static InstrumentText Words(FhirNode root, List<FhirNode> questions, Instrument instrument, string language, bool ships, byte[] bytes)
    {
        if (!LanguageTag().IsMatch(language)) throw root.Refusal("a language tag such as \"en\" or \"pt-BR\"", $"\"{language}\"");
        var items = questions.Select(q => new ItemText(q.Text("linkId"), q.Text("text"), [.. q.List("answerOption").Select(o => new AnswerText(Value(o), o.Child("valueCoding").Text("display")))])).ToList();
        var version = ships ? instrument.Version : $"{instrument.Version}+{Convert.ToHexStringLower(SHA256.HashData(bytes))[..8]}";
        var instruction = string.Join("\n", root.List("item").Where(i => i.Text("type") == "display").Select(i => i.Text("text")));
        return new InstrumentText(instrument.Id, language, version, instrument.Title, instruction.Length > 0 ? instruction : null, items, instrument.Copyright, ships ? null : root.File);
    }

    private static ScoreBand Band(FhirNode band) => new(
        band.Extension("from")?.Whole("valueInteger") ?? throw band.Refusal("a band's \"from\"", "none"),
        band.Extension("to")?.Whole("valueInteger") ?? throw band.Refusal("a band's \"to\"", "none"),
        band.Extension("label")?.Text("valueString") ?? throw band.Refusal("a band's \"label\"", "none"));

    // FHIR R4 puts the weight on the coding; others put it on the option, or call it by its R5 name.
    private static int Value(FhirNode option)
    {
        var coding = option.Child("valueCoding");
        var weight = coding.Extension(OrdinalValue) ?? option.Extension(OrdinalValue) ?? coding.Extension(ItemWeight) ?? option.Extension(ItemWeight)
            ?? throw option.Refusal("an answer with its value (the extension ordinalValue)", "none");
        return weight.Whole("valueDecimal");
    }

    private static string? Loinc(FhirNode node) => node.ListOrEmpty("code").FirstOrDefault(c => c.TextOrNull("system") == "http://loinc.org")?.Text("code");

    [GeneratedRegex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    private static partial Regex LanguageTag();
}
