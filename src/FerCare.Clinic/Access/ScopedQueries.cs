using FerCare.Clinic.Findings;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Access;

/// <summary>The only doors to clinical rows: each starts from the care teams of the person who asks.</summary>
internal static class ScopedQueries
{
    public static IQueryable<CareTeam> TeamsOf(this ClinicContext context, CareScope scope) =>
        context.CareTeams.AsNoTracking().Where(t => context.CareTeamMembers.Any(m => m.StaffId == scope.StaffId && m.CareTeamId == t.Id));

    public static IQueryable<Patient> PatientsOf(this ClinicContext context, CareScope scope) =>
        context.Patients.AsNoTracking().Where(p => context.CareTeamMembers.Any(m => m.StaffId == scope.StaffId && m.CareTeamId == p.CareTeamId));

    public static IQueryable<MonitoringSession> SessionsOf(this ClinicContext context, CareScope scope) =>
        from session in context.Sessions.AsNoTracking()
        join patient in context.PatientsOf(scope) on session.PatientId equals patient.Id
        select session;

    /// <summary>The findings that count: those that no later assessment took the place of. Not scoped: join them to scoped sessions.</summary>
    public static IQueryable<Finding> CurrentFindings(this ClinicContext context) => context.Findings.AsNoTracking().Where(f => f.SupersededAt == null);
}
