namespace FerCare.Clinic.Instruments;

/// <summary>A validated questionnaire as data: its items and how they are scored, without the words.</summary>
public sealed record Instrument
{
    private readonly Dictionary<string, InstrumentItem> byId;

    /// <param name="id">Lower-case word by which records and addresses know it: "phq-9".</param>
    /// <param name="title">"PHQ-9: Patient Health Questionnaire"; what stands before the colon is the short title.</param>
    /// <param name="bands">Without gaps from the lowest score to the highest, or empty.</param>
    /// <exception cref="ArgumentException">An item twice, none at all, or bands that do not cover the scores.</exception>
    public Instrument(string id, string title, string url, string version, IReadOnlyList<InstrumentItem> items, IReadOnlyList<ScoreBand> bands)
    {
        Id = Wording.Checked(id, 40, "Instrument");
        Title = Wording.Checked(title, 200, $"Title of {id}");
        Url = Wording.Checked(url, 200, $"Address of {id}");
        Version = Wording.Checked(version, 20, $"Version of {id}");
        if (items.Count == 0) throw new ArgumentException($"{id}: expected one item or more, found none.", nameof(items));
        if (items.GroupBy(i => i.Id).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"{id}: expected each item once, found {twice.Key} twice.", nameof(items));
        Items = items;
        Bands = bands;
        byId = items.ToDictionary(i => i.Id);
        Lowest = items.Sum(i => i.Lowest);
        Highest = items.Sum(i => i.Highest);
        var next = Lowest;
        foreach (var band in bands)
        {
            if (band.From != next || band.To < band.From) throw new ArgumentException($"{id}: expected a band from {next}, found {band.From} to {band.To}.", nameof(bands));
            next = band.To + 1;
        }

        if (bands.Count > 0 && next != Highest + 1) throw new ArgumentException($"{id}: expected bands up to {Highest}, found them up to {next - 1}.", nameof(bands));
    }

    public string Id { get; }
    public string Title { get; }
    public string ShortTitle => Title.Split(':', 2)[0];
    public string Url { get; }
    public string Version { get; }
    public IReadOnlyList<InstrumentItem> Items { get; }
    public IReadOnlyList<ScoreBand> Bands { get; }

    /// <summary>LOINC code of the questionnaire; null where there is none.</summary>
    public string? Code { get; init; }

    /// <summary>LOINC code of the total; null where there is none.</summary>
    public string? TotalCode { get; init; }

    /// <summary>The bands are usual, but the authors publish no cut-offs.</summary>
    public bool BandsAreConvention { get; init; }

    /// <summary>Where scoring and bands come from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Who holds the rights to the words, and on what terms.</summary>
    public string Copyright { get; init; } = "";

    /// <summary>The clinic has to confirm that it may use the words.</summary>
    public bool LicenceToConfirm { get; init; }

    /// <summary>Lowest total of a complete form.</summary>
    public int Lowest { get; }

    /// <summary>Highest total of a complete form.</summary>
    public int Highest { get; }

    /// <summary>An answer to one of the items can raise a safety alert.</summary>
    public bool HasSafetyItem => Items.Any(i => i.AlertFrom is not null);

    /// <summary>The item, once it is sure that the value can be chosen there.</summary>
    /// <exception cref="AnswerRefusedException">No such item, or a value out of range.</exception>
    public InstrumentItem Checked(string itemId, int value)
    {
        if (!byId.TryGetValue(itemId, out var item)) throw new AnswerRefusedException(ShortTitle, itemId, $"one of {string.Join(", ", Items.Select(i => i.Id))}", "an item that it does not have");
        return item.Values.Contains(value) ? item : throw new AnswerRefusedException(ShortTitle, itemId, $"{item.Lowest} to {item.Highest}", $"{value}");
    }

    /// <summary>The score of these answers by item; null while one is missing, for nothing is ever filled in for the patient.</summary>
    /// <exception cref="AnswerRefusedException">No such item, or a value out of range.</exception>
    public FormScore? Score(IReadOnlyDictionary<string, int> answers)
    {
        var total = answers.Sum(a => Checked(a.Key, a.Value).Points(a.Value));
        return answers.Count < Items.Count ? null : new FormScore(total, Highest, BandOf(total)?.Label);
    }

    /// <summary>The band of a total; null where there are no bands.</summary>
    public ScoreBand? BandOf(int total) => Bands.FirstOrDefault(b => total >= b.From && total <= b.To);
}
