namespace FerCare.Clinic.Access;

/// <summary>The two roles of staff. Neither opens patient data by itself: that takes membership of the patient's care team.</summary>
public static class Roles
{
    public const string Clinician = "Clinician";
    public const string Administrator = "Administrator";

    public static IReadOnlyList<string> All { get; } = [Clinician, Administrator];
}
