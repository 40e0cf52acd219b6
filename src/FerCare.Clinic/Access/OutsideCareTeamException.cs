namespace FerCare.Clinic.Access;

/// <summary>
/// A change was asked for on something that does not exist or belongs to another care team; the two are not told apart,
/// so that nobody learns of patients that are not theirs.
/// </summary>
public sealed class OutsideCareTeamException(string subject)
    : Exception($"{subject}: expected one that belongs to your care teams, found none.");
