namespace FerCare.Clinic.Patients;

/// <summary>What is needed to admit a patient; refuses empty names and impossible years.</summary>
public sealed record NewPatient
{
    public const int LongestName = 120;
    public const int LongestRecordNumber = 40;
    public const int EarliestBirthYear = 1890;

    /// <param name="careTeamId">The team that will see the patient.</param>
    /// <param name="displayName">1 to 120 characters.</param>
    /// <param name="recordNumber">The clinic's own number, 1 to 40 characters.</param>
    /// <param name="birthYear">From 1890, or null if not recorded.</param>
    public NewPatient(Guid careTeamId, string displayName, string recordNumber, int? birthYear)
    {
        CareTeamId = Wording.Checked(careTeamId, "Care team");
        DisplayName = Wording.Checked(displayName, LongestName, "Patient's name");
        RecordNumber = Wording.Checked(recordNumber, LongestRecordNumber, "Record number");
        BirthYear = birthYear is null or (>= EarliestBirthYear and <= 9999) ? birthYear
            : throw new ArgumentOutOfRangeException(nameof(birthYear), birthYear, $"Birth year: expected {EarliestBirthYear} or later.");
    }

    public Guid CareTeamId { get; }
    public string DisplayName { get; }
    public string RecordNumber { get; }
    public int? BirthYear { get; }
}
