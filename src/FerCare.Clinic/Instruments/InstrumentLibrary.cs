using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Instruments;

/// <summary>Where a clinic lays its own texts.</summary>
/// <param name="Path">Absolute; need not exist.</param>
public sealed record InstrumentFolder(string Path);

/// <summary>
/// The instruments that ship and the words the clinic has added as files. A file that cannot be used is refused by one line, and
/// everything else stays usable. Thread-safe.
/// </summary>
public sealed class InstrumentLibrary
{
    private const string Resources = "FerCare.Clinic.Instruments.Questionnaires.";
    private const int MostFiles = 200;
    private static readonly IReadOnlyList<QuestionnaireFile> Shipped = ReadShipped();
    private readonly InstrumentFolder folder;
    private readonly ILogger<InstrumentLibrary> log;
    private volatile Holdings holdings;

    public InstrumentLibrary(InstrumentFolder folder, ILogger<InstrumentLibrary> log)
    {
        this.folder = folder;
        this.log = log;
        holdings = Read();
    }

    /// <summary>What ships, in this order: PHQ-9, GAD-7, PSS-10, PSS-4.</summary>
    public IReadOnlyList<Instrument> Instruments { get; } = [.. Shipped.Select(s => s.Instrument)];

    /// <summary>All words there are.</summary>
    public IReadOnlyList<InstrumentText> Texts => holdings.Texts;

    /// <summary>The clinic's files that were refused, a line each with file, expectation and finding.</summary>
    public IReadOnlyList<string> Refusals => holdings.Refusals;

    /// <summary>Where the clinic's files are looked for.</summary>
    public string FolderPath => folder.Path;

    /// <summary>Reads the clinic's files again.</summary>
    public void Reload() => holdings = Read();

    /// <summary>The instrument, or null if there is none of that id.</summary>
    public Instrument? Find(string id) => Instruments.FirstOrDefault(i => i.Id == id);

    /// <summary>The languages an instrument can be filled in; empty where the clinic has to add the words first.</summary>
    public IReadOnlyList<InstrumentText> TextsOf(string instrumentId) => [.. Texts.Where(t => t.InstrumentId == instrumentId)];

    /// <summary>The words in that language, else in English, else whatever there is; null without any.</summary>
    public InstrumentText? Words(string instrumentId, string? language)
    {
        var all = TextsOf(instrumentId);
        return all.FirstOrDefault(t => t.Language == language) ?? all.FirstOrDefault(t => t.Language == "en") ?? all.FirstOrDefault();
    }

    private Holdings Read()
    {
        var texts = Shipped.Select(s => s.Text).OfType<InstrumentText>().ToList();
        var refusals = new List<string>();
        foreach (var path in Files())
        {
            try
            {
                texts.Add(Checked(Path.GetFileName(path), path, texts));
            }
            catch (QuestionnaireRefusedException refused)
            {
                refusals.Add(refused.Message);
                log.LogWarning("Questionnaire refused: {Reason}", refused.Message);
            }
        }

        return new Holdings(texts, refusals);
    }

    private IEnumerable<string> Files()
    {
        try
        {
            return Directory.Exists(folder.Path) ? [.. Directory.EnumerateFiles(folder.Path, "*.json").Order(StringComparer.Ordinal).Take(MostFiles)] : [];
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The folder of the clinic's questionnaires cannot be read: {Failure}", closed.GetType().Name);
            return [];
        }
    }

    private InstrumentText Checked(string name, string path, List<InstrumentText> others)
    {
        var file = QuestionnaireFile.Read(name, Bytes(name, path), ships: false);
        var own = Instruments.FirstOrDefault(i => i.Url == file.Instrument.Url)
            ?? throw new QuestionnaireRefusedException(name, $"the url of an instrument FerCare can score ({string.Join(", ", Instruments.Select(i => i.Url))})", file.Instrument.Url);
        if (file.Text is not { } text) throw new QuestionnaireRefusedException(name, "a \"language\"", "none");
        if (file.Instrument.Version != own.Version) throw new QuestionnaireRefusedException(name, $"version {own.Version} of {own.ShortTitle}", file.Instrument.Version);
        if (file.Instrument.Items.Count != own.Items.Count) throw new QuestionnaireRefusedException(name, $"the {own.Items.Count} items of {own.ShortTitle}", $"{file.Instrument.Items.Count}");
        foreach (var (expected, found) in own.Items.Zip(file.Instrument.Items))
        {
            if (expected.Id != found.Id) throw new QuestionnaireRefusedException(name, $"item {expected.Id} of {own.ShortTitle}", found.Id);
            if (!expected.Values.SequenceEqual(found.Values)) throw new QuestionnaireRefusedException(name, $"the values {string.Join(", ", expected.Values)} in item {expected.Id}", string.Join(", ", found.Values));
            if (file.MarksReversals && expected.Reversed != found.Reversed)
                throw new QuestionnaireRefusedException(name, $"item {expected.Id} {(expected.Reversed ? "" : "not ")}to be scored in reverse", "the contrary");
        }

        if (others.FirstOrDefault(t => t.InstrumentId == own.Id && t.Language == text.Language) is { } before)
            throw new QuestionnaireRefusedException(name, $"a language in which {own.ShortTitle} is missing", $"\"{text.Language}\", which {before.File ?? "FerCare itself"} has");
        return text with { InstrumentId = own.Id };
    }

    private static byte[] Bytes(string name, string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length <= QuestionnaireFile.LargestBytes ? File.ReadAllBytes(path) : throw new QuestionnaireRefusedException(name, $"at most {QuestionnaireFile.LargestBytes} bytes", $"{length}");
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new QuestionnaireRefusedException(name, "a file that can be read", closed.GetType().Name);
        }
    }

    private static IReadOnlyList<QuestionnaireFile> ReadShipped() => [.. new[] { "phq-9", "gad-7", "pss-10", "pss-4" }.Select(id =>
    {
        using var stream = typeof(InstrumentLibrary).Assembly.GetManifestResourceStream($"{Resources}{id}.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return QuestionnaireFile.Read($"{id}.json", bytes.ToArray(), ships: true);
    })];

    private sealed record Holdings(IReadOnlyList<InstrumentText> Texts, IReadOnlyList<string> Refusals);
}
