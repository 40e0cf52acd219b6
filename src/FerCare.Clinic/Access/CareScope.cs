namespace FerCare.Clinic.Access;

/// <summary>
/// On whose behalf clinical data is asked for. Every clinical query takes one and returns only what belongs to the care teams
/// of that person, or to a patient whose record they have opened in an emergency (<see cref="EmergencyAccess"/>); an administrator
/// who is in no team sees no patient.
/// </summary>
public readonly record struct CareScope
{
    public CareScope(Guid staffId) => StaffId = Wording.Checked(staffId, "Care scope");

    public Guid StaffId { get; }
}
