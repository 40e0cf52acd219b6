namespace FerCare.Clinic.Patients;

/// <summary>What the list of patients is narrowed to; what is null or false does not narrow it.</summary>
public sealed record PatientSearch
{
    /// <summary>The longest time without a session that can be asked for, days.</summary>
    public const int MostDays = 3650;

    /// <summary>A part of the name or of the record number.</summary>
    public string? Find { get; init; }

    /// <summary>Only patients with a safety alert that nobody has acknowledged.</summary>
    public bool OpenAlert { get; init; }

    /// <summary>Only patients with a finding that is raised for review and that no clinician has judged.</summary>
    public bool ToReview { get; init; }

    /// <summary>Only patients who have been known for that many days and had no session in them; 1 to 3,650.</summary>
    public int? NoSessionForDays
    {
        get;
        init => field = value is null or (>= 1 and <= MostDays) ? value
            : throw new ArgumentOutOfRangeException(nameof(NoSessionForDays), value, $"Days without a session: expected 1 to {MostDays}.");
    }

    /// <summary>Nothing narrows the list.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(Find) && !OpenAlert && !ToReview && NoSessionForDays is null;

    /// <summary>A name or record number has that part; names are sealed, so the database cannot look.</summary>
    internal static bool Matches(string? find, string name, string recordNumber) => find?.Trim() is not { Length: > 0 } part
        || name.Contains(part, StringComparison.CurrentCultureIgnoreCase) || recordNumber.Contains(part, StringComparison.OrdinalIgnoreCase);
}
