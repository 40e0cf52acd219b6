using System.Runtime.CompilerServices;

namespace FerCare.Clinic.Rights;

/// <summary>
/// How long each kind of data is kept, in days; where empty, without end. The law differs by country and kind of clinic, so these are
/// starting points for whoever runs FerCare, not legal advice.
/// </summary>
public sealed record RetentionOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Retention";

    // Leap days included.
    private const int TwoYears = 731, TenYears = 3653;

    /// <summary>
    /// Both series of a session, from its end. An engineering default: long enough to assess again by later rules, short because single
    /// samples serve nothing else (data minimisation, GDPR article 5 (1) (c)).
    /// </summary>
    public int? SamplesDays { get; init => field = Checked(value); } = TwoYears;

    /// <summary>
    /// Findings with their reviews, signals, roll-ups, marks and baselines, from the end of the session. Ten years as for a clinical record
    /// in Germany (BGB section 630f (3), there from the end of the treatment); the United Kingdom keeps mental-health records for 20.
    /// </summary>
    public int? FindingsDays { get; init => field = Checked(value); } = TenYears;

    /// <summary>Questionnaires with answers and safety alerts, from their beginning; as a clinical record, see <see cref="FindingsDays"/>.</summary>
    public int? FormsDays { get; init => field = Checked(value); } = TenYears;

    /// <summary>Join links, from when they expire: they open nothing any more. An engineering default.</summary>
    public int? LinksDays { get; init => field = Checked(value); } = 30;

    /// <summary>Copies of the database from before a migration. An engineering default: time to notice that a new version went wrong.</summary>
    public int? CopiesDays { get; init => field = Checked(value); } = 30;

    /// <summary>The same periods, if they go together.</summary>
    /// <exception cref="InvalidDataException">Samples would outlive what was worked out from them, and be assessed again and again.</exception>
    public RetentionOptions Checked() => FindingsDays is { } findings && (SamplesDays ?? int.MaxValue) > findings
        ? throw new InvalidDataException($"{Section}:{nameof(SamplesDays)}: expected at most the {findings} days of {nameof(FindingsDays)}, found {(SamplesDays is { } samples ? $"{samples}" : "none, which is without end")}.")
        : this;

    private static int? Checked(int? days, [CallerMemberName] string what = "") => days is null or (>= 1 and <= 36_525) ? days
        : throw new ArgumentOutOfRangeException(what, days, $"{Section}:{what}: expected 1 to 36,525 days, or nothing to keep without end.");
}
