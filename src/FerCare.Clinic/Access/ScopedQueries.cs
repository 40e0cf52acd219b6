using FerCare.Clinic.Findings;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Access;

/// <summary>The only doors to clinical rows: each starts from the care teams of the person who asks, and from what they opened in an emergency.</summary>
internal static class ScopedQueries
{
    /// <summary>All patients but those who are being erased: of these there is no name any more, and what was recorded waits to be deleted.</summary>
    public static IQueryable<Patient> PatientsInCare(this ClinicContext context) => context.Patients.AsNoTracking().Where(p => p.DisplayName != SealedText.None);

    public static IQueryable<CareTeam> TeamsOf(this ClinicContext context, CareScope scope) =>
        context.CareTeams.AsNoTracking().Where(t => context.CareTeamMembers.Any(m => m.StaffId == scope.StaffId && m.CareTeamId == t.Id));

    /// <summary>The patients of the person's care teams, and those whose records they have opened in an emergency for as long as that lasts.</summary>
    public static IQueryable<Patient> PatientsOf(this ClinicContext context, CareScope scope)
    {
        var now = context.Now;
        return context.PatientsInCare().Where(p => context.CareTeamMembers.Any(m => m.StaffId == scope.StaffId && m.CareTeamId == p.CareTeamId)
            || context.EmergencyAccesses.Any(a => a.StaffId == scope.StaffId && a.PatientId == p.Id && a.OpenedAt <= now && a.ClosesAt > now));
    }

    /// <summary>The patients of the person's care teams alone: who is told of an emergency access.</summary>
    public static IQueryable<Patient> PatientsOfTeams(this ClinicContext context, CareScope scope) =>
        context.PatientsInCare().Where(p => context.CareTeamMembers.Any(m => m.StaffId == scope.StaffId && m.CareTeamId == p.CareTeamId));

    public static IQueryable<MonitoringSession> SessionsOf(this ClinicContext context, CareScope scope) =>
        from session in context.Sessions.AsNoTracking()
        join patient in context.PatientsOf(scope) on session.PatientId equals patient.Id
        select session;

    /// <summary>The findings that count: those that no later assessment took the place of. Not scoped: join them to scoped sessions.</summary>
    public static IQueryable<Finding> CurrentFindings(this ClinicContext context) => context.Findings.AsNoTracking().Where(f => f.SupersededAt == null);
}
