namespace FerCare.Clinic.Instruments;

/// <summary>One question of an instrument, as the scoring knows it.</summary>
public sealed record InstrumentItem
{
    /// <param name="id">The FHIR linkId.</param>
    /// <param name="code">LOINC code of the item; null where there is none.</param>
    /// <param name="values">The values that can be chosen, ascending.</param>
    /// <param name="reversed">Counts from the other end: lowest + highest - value.</param>
    /// <param name="alertFrom">The lowest value that raises a safety alert; null where the item never does.</param>
    public InstrumentItem(string id, string? code, IReadOnlyList<int> values, bool reversed = false, int? alertFrom = null)
    {
        Id = Wording.Checked(id, 40, "Item");
        if (values.Count < 2) throw new ArgumentException($"Item {id}: expected two or more values, found {values.Count}.", nameof(values));
        if (values.Zip(values.Skip(1)).Any(pair => pair.First >= pair.Second)) throw new ArgumentException($"Item {id}: expected ascending values, found {string.Join(", ", values)}.", nameof(values));
        Code = code;
        Values = values;
        Reversed = reversed;
        AlertFrom = alertFrom;
    }

    public string Id { get; }
    public string? Code { get; }
    public IReadOnlyList<int> Values { get; }
    public bool Reversed { get; }
    public int? AlertFrom { get; }
    public int Lowest => Values[0];
    public int Highest => Values[^1];

    /// <summary>What a chosen value adds to the score.</summary>
    public int Points(int value) => Reversed ? Lowest + Highest - value : value;

    /// <summary>The value asks for a safety alert.</summary>
    public bool Alerts(int value) => value >= AlertFrom;
}
