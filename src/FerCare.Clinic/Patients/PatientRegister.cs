using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Patients;

/// <summary>A patient as the register lists them.</summary>
/// <param name="Sessions">Sessions planned, under way or over.</param>
/// <param name="LastSessionAt">Start of the last one that took place.</param>
public sealed record PatientRow(
    Guid Id, Guid CareTeamId, string CareTeam, string DisplayName, string RecordNumber, int? BirthYear, DateTimeOffset CreatedAt, int Sessions, DateTimeOffset? LastSessionAt);

/// <summary>A care team the asking person belongs to.</summary>
public sealed record TeamRow(Guid Id, string Name);

/// <summary>That record number already belongs to another patient of the same care team.</summary>
public sealed class RecordNumberTakenException(string recordNumber)
    : Exception($"Record number: expected one that is not in use in this care team, found \"{recordNumber}\".");

/// <summary>The patients of a person's care teams. Showing one on a page is recorded by that page (<see cref="AuditAction.ViewPatient"/>).</summary>
public sealed class PatientRegister(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, TimeProvider time)
{
    /// <summary>All patients within reach, by name.</summary>
    public Task<IReadOnlyList<PatientRow>> ListAsync(CareScope scope, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<PatientRow>)await Rows(context, context.PatientsOf(scope)).ToListAsync(cancel), cancel);

    /// <summary>One patient; null if there is none or they belong to another team.</summary>
    public Task<PatientRow?> FindAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(
        context => Rows(context, context.PatientsOf(scope).Where(p => p.Id == patientId)).SingleOrDefaultAsync(cancel), cancel);

    /// <summary>The care teams in which the person may admit patients.</summary>
    public Task<IReadOnlyList<TeamRow>> TeamsAsync(CareScope scope, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<TeamRow>)await context.TeamsOf(scope).OrderBy(t => t.Name).Select(t => new TeamRow(t.Id, t.Name)).ToListAsync(cancel), cancel);

    /// <summary>Admits a patient and returns their id.</summary>
    /// <exception cref="OutsideCareTeamException">The person is not in that care team.</exception>
    /// <exception cref="RecordNumberTakenException">The team has a patient with that number.</exception>
    public Task<Guid> CreateAsync(CareScope scope, NewPatient newPatient, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        if (!await context.TeamsOf(scope).AnyAsync(t => t.Id == newPatient.CareTeamId, cancel)) throw new OutsideCareTeamException("Care team");
        if (await context.Patients.AnyAsync(p => p.CareTeamId == newPatient.CareTeamId && p.RecordNumber == newPatient.RecordNumber, cancel))
            throw new RecordNumberTakenException(newPatient.RecordNumber);
        var patient = new Patient(newPatient, time.GetUtcNow());
        context.Patients.Add(patient);
        await audit.AddAsync(context, new AuditEntry(AuditAction.CreatePatient, scope.StaffId, "patient", patient.Id.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        return patient.Id;
    }, cancel);

    private static IQueryable<PatientRow> Rows(ClinicContext context, IQueryable<Patient> patients) =>
        from patient in patients
        join team in context.CareTeams on patient.CareTeamId equals team.Id
        orderby patient.DisplayName, patient.RecordNumber
        select new PatientRow(
            patient.Id, team.Id, team.Name, patient.DisplayName, patient.RecordNumber, patient.BirthYear, patient.CreatedAt,
            context.Sessions.Count(s => s.PatientId == patient.Id),
            context.Sessions.Where(s => s.PatientId == patient.Id).Max(s => s.StartedAt));
}
