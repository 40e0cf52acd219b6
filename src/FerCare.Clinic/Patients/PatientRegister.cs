using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Findings;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Patients;

/// <summary>A patient as the register lists them.</summary>
/// <param name="Sessions">Sessions planned, under way or over.</param>
/// <param name="LastSessionAt">Start of the last one that took place.</param>
public sealed record PatientRow(
    Guid Id, Guid CareTeamId, string CareTeam, string DisplayName, string RecordNumber, int? BirthYear, DateTimeOffset CreatedAt, int Sessions, DateTimeOffset? LastSessionAt)
{
    /// <summary>The patient's key is there; without it name, year of birth and what was written cannot be read, and nothing can be written.</summary>
    public bool IsReadable => DisplayName != PatientSeals.Unreadable;

    /// <summary>Safety alerts that nobody has acknowledged.</summary>
    public int OpenAlerts { get; init; }

    /// <summary>Findings that are raised for review and that no clinician has judged.</summary>
    public int ToReview { get; init; }
}

/// <summary>A care team the asking person belongs to.</summary>
public sealed record TeamRow(Guid Id, string Name);

/// <summary>That record number already belongs to another patient of the same care team.</summary>
public sealed class RecordNumberTakenException(string recordNumber)
    : Exception($"Record number: expected one that is not in use in this care team, found \"{recordNumber}\".");

/// <summary>The patients of a person's care teams. Showing one on a page is recorded by that page (<see cref="AuditAction.ViewPatient"/>).</summary>
public sealed class PatientRegister(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, PatientKeys keys, PatientSeals seals, TimeProvider time)
{
    /// <summary>All patients within reach, by name.</summary>
    public Task<IReadOnlyList<PatientRow>> ListAsync(CareScope scope, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        await RowsAsync(context, context.PatientsOf(scope), cancel), cancel);

    /// <summary>The patients within reach that a search finds: what needs attention first, then by name.</summary>
    public Task<IReadOnlyList<PatientRow>> SearchAsync(CareScope scope, PatientSearch search, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var patients = context.PatientsOf(scope);
        if (search.OpenAlert) patients = patients.Where(p => context.SafetyAlerts.Any(a => a.PatientId == p.Id && a.AcknowledgedAt == null));
        if (search.ToReview) patients = patients.Where(p => context.Sessions.Any(s => s.PatientId == p.Id && context.CurrentFindings().Any(f =>
            f.SessionId == s.Id && f.Status == Finding.FlaggedStatus && f.Review == ReviewState.Preliminary)));
        if (search.NoSessionForDays is { } days)
        {
            var since = time.GetUtcNow().AddDays(-days);
            patients = patients.Where(p => p.CreatedAt <= since && !context.Sessions.Any(s => s.PatientId == p.Id && s.StartedAt > since));
        }

        return (IReadOnlyList<PatientRow>)[.. (await RowsAsync(context, patients, cancel)).Where(p => PatientSearch.Matches(search.Find, p.DisplayName, p.RecordNumber))
            .OrderByDescending(p => p.OpenAlerts > 0).ThenByDescending(p => p.ToReview > 0)];
    }, cancel);

    /// <summary>One patient; null if there is none or they belong to another team.</summary>
    public Task<PatientRow?> FindAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (await RowsAsync(context, context.PatientsOf(scope).Where(p => p.Id == patientId), cancel)).SingleOrDefault(), cancel);

    /// <summary>The patients of any team with this id or record number, for whoever runs a command on the machine itself.</summary>
    public Task<IReadOnlyList<PatientRow>> FindAsync(MachineOperator by, string idOrRecordNumber, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        return contexts.UseAsync(async context => (IReadOnlyList<PatientRow>)[.. (await RowsAsync(context, context.PatientsInCare(), cancel))
            .Where(p => p.RecordNumber == idOrRecordNumber || p.Id.ToString().Equals(idOrRecordNumber, StringComparison.OrdinalIgnoreCase))], cancel);
    }

    /// <summary>The care teams in which the person may admit patients.</summary>
    public Task<IReadOnlyList<TeamRow>> TeamsAsync(CareScope scope, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<TeamRow>)await context.TeamsOf(scope).OrderBy(t => t.Name).Select(t => new TeamRow(t.Id, t.Name)).ToListAsync(cancel), cancel);

    /// <summary>Admits a patient and returns their id.</summary>
    /// <exception cref="OutsideCareTeamException">The person is not in that care team.</exception>
    /// <exception cref="RecordNumberTakenException">The team has a patient with that number.</exception>
    public async Task<Guid> CreateAsync(CareScope scope, NewPatient newPatient, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        try
        {
            await AdmitAsync(scope, newPatient, id, now, cancel);
            return id;
        }
        catch when (keys.Has(id))
        {
            // A commit may report a failure after the patient is stored, whom nobody could read any more without the key. Asked in a context of its own,
            // once the transaction is over; where no answer is to be had, a key too many does no harm.
            if (!await contexts.UseAsync(context => context.Patients.AnyAsync(p => p.Id == id, CancellationToken.None), CancellationToken.None)) keys.Destroy(id);
            throw;
        }
    }

    private Task AdmitAsync(CareScope scope, NewPatient newPatient, Guid id, DateTimeOffset now, CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        if (!await context.TeamsOf(scope).AnyAsync(t => t.Id == newPatient.CareTeamId, cancel)) throw new OutsideCareTeamException("Care team");
        // A transaction takes the write lock when it begins: between looking and storing nobody else can admit one with the same number.
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var numbers = await context.PatientsInCare().Where(p => p.CareTeamId == newPatient.CareTeamId).Select(p => new { p.Id, p.RecordNumber }).ToListAsync(cancel);
        if (numbers.Exists(p => seals.RecordNumberOf(p.Id, p.RecordNumber) == newPatient.RecordNumber)) throw new RecordNumberTakenException(newPatient.RecordNumber);
        keys.Create(id);
        context.Patients.Add(new Patient(id, newPatient, seals, now));
        await audit.AddAsync(context, new AuditEntry(AuditAction.CreatePatient, scope.StaffId, "patient", id.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
    }, cancel);

    private async Task<IReadOnlyList<PatientRow>> RowsAsync(ClinicContext context, IQueryable<Patient> patients, CancellationToken cancel)
    {
        var rows = await (
            from patient in patients
            join team in context.CareTeams on patient.CareTeamId equals team.Id
            select new
            {
                patient.Id, TeamId = team.Id, Team = team.Name, patient.DisplayName, patient.RecordNumber, patient.BirthYear, patient.CreatedAt,
                Sessions = context.Sessions.Count(s => s.PatientId == patient.Id),
                Last = context.Sessions.Where(s => s.PatientId == patient.Id).Max(s => s.StartedAt),
                Alerts = context.SafetyAlerts.Count(a => a.PatientId == patient.Id && a.AcknowledgedAt == null),
                ToReview = (from session in context.Sessions
                            join finding in context.Findings on session.Id equals finding.SessionId
                            where session.PatientId == patient.Id && finding.SupersededAt == null && finding.Status == Finding.FlaggedStatus && finding.Review == ReviewState.Preliminary
                            select finding.Id).Count(),
            }).ToListAsync(cancel);
        // Sealed texts cannot be ordered by the database; a care team's patients are few.
        return [.. rows.Select(r => new PatientRow(r.Id, r.TeamId, r.Team, seals.NameOf(r.Id, r.DisplayName), seals.RecordNumberOf(r.Id, r.RecordNumber), seals.BirthYearOf(r.Id, r.BirthYear), r.CreatedAt, r.Sessions, r.Last)
            {
                OpenAlerts = r.Alerts, ToReview = r.ToReview,
            })
            .OrderBy(p => p.DisplayName, StringComparer.CurrentCultureIgnoreCase).ThenBy(p => p.RecordNumber, StringComparer.Ordinal)];
    }
}
