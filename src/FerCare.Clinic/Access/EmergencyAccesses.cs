using FerCare.Clinic.Audit;
using FerCare.Clinic.Patients;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Access;

/// <summary>An emergency access as the patient's team reads it.</summary>
/// <param name="MayAcknowledge">Nobody has yet, and the reader is of the patient's team and did not open it.</param>
public sealed record EmergencyAccessRow(
    Guid Id, Guid PatientId, string PatientName, string RecordNumber, string By, string Reason, DateTimeOffset OpenedAt, DateTimeOffset ClosesAt, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy,
    bool MayAcknowledge);

/// <summary>How long an emergency access lasts; section <c>EmergencyAccess</c> of the configuration.</summary>
public sealed record EmergencyAccessOptions
{
    public const string Section = "EmergencyAccess";

    /// <summary>Minutes from opening to closing by itself, 1 to 1,440; an engineering default of 60, about the length of a visit.</summary>
    public int Minutes
    {
        get;
        init => field = value is >= 1 and <= 1440 ? value : throw new ArgumentOutOfRangeException(nameof(Minutes), value, "Emergency access: expected 1 to 1,440 minutes.");
    } = 60;

    /// <summary>Record numbers one clinician may try in an hour, at least 1; an engineering default of 10, far below what guessing takes.</summary>
    public int TriesPerHour
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TriesPerHour), value, "Emergency access: expected at least one try an hour.");
    } = 10;

    /// <summary>The same as a length of time.</summary>
    public TimeSpan Length => TimeSpan.FromMinutes(Minutes);
}

/// <summary>
/// The way past the boundary of the care teams: one patient, by their exact record number, for a reason, for a time. Each is written
/// into the audit trail and shown to the patient's team.
/// </summary>
public sealed class EmergencyAccesses(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, PatientSeals seals, TimeProvider time, EmergencyAccessOptions options)
{
    /// <summary>
    /// Opens one patient's record to a clinician outside the team; the patient's id. Null where there is no such patient, where several
    /// teams use the number and none was named, where the patient's key is missing, and where the person is no clinician: the four are
    /// not told apart. Whose key is missing has no number that anybody could type but the id, and the reason could not be sealed.
    /// </summary>
    /// <param name="recordNumber">The whole record number.</param>
    /// <param name="careTeamId">The team that uses the number; null where only one does.</param>
    /// <exception cref="ArgumentException">The reason is shorter than 10 or longer than 500 characters.</exception>
    public Task<Guid?> OpenAsync(CareScope scope, string? recordNumber, Guid? careTeamId, string? reason, CancellationToken cancel = default)
    {
        var why = EmergencyAccess.CheckedReason(reason);
        var number = recordNumber?.Trim() ?? "";
        return contexts.UseAsync(async context =>
        {
            await using var change = await context.Database.BeginTransactionAsync(cancel);
            // Sealed numbers cannot be looked up by the database.
            var numbers = await context.PatientsInCare().Where(p => careTeamId == null || p.CareTeamId == careTeamId).Select(p => new { p.Id, p.RecordNumber }).ToListAsync(cancel);
            var found = numbers.Where(p => seals.RecordNumberOf(p.Id, p.RecordNumber) == number).Select(p => p.Id).Take(2).ToList();
            // A record that cannot be read may bear the same number: only a named team tells whose is meant.
            if (careTeamId is null && found.Count == 1 && numbers.Any(p => p.Id != found[0] && !seals.CanRead(p.Id))) found.Clear();
            var isClinician = await (from held in context.UserRoles join role in context.Roles on held.RoleId equals role.Id where held.UserId == scope.StaffId && role.Name == Roles.Clinician select role).AnyAsync(cancel);
            Guid? patient = isClinician && found.Count == 1 ? found[0] : null;
            var isWithinReach = patient is { } typed && await context.PatientsOf(scope).AnyAsync(p => p.Id == typed, cancel);
            if (patient is not { } id || (!isWithinReach && !seals.CanRead(id)))
            {
                patient = null;
                await audit.AddAsync(context, new AuditEntry(AuditAction.RefuseEmergencyAccess, scope.StaffId, "emergency access", "unknown"), cancel);
            }
            else if (!isWithinReach)
            {
                // The reason may tell about the patient, so it stands with their records and goes with them, and not in the trail.
                var access = new EmergencyAccess(id, scope.StaffId, time.GetUtcNow(), options.Length);
                context.EmergencyAccesses.Add(access);
                await context.SaveChangesAsync(cancel); // gives the row the number that the reason is sealed to
                access.Reason = seals.Seal(id, SealedPlace.EmergencyReason(access.Id), why);
                await audit.AddAsync(context, new AuditEntry(AuditAction.OpenEmergencyAccess, scope.StaffId, "patient", id.ToString(), $"{options.Minutes} min"), cancel);
            }

            await context.SaveChangesAsync(cancel);
            await change.CommitAsync(cancel);
            return patient;
        }, cancel);
    }

    /// <summary>All emergency accesses to a patient, newest first, for who may see the patient.</summary>
    public Task<IReadOnlyList<EmergencyAccessRow>> ForPatientAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) =>
        RowsAsync(scope, (_, accesses) => accesses.Where(a => a.PatientId == patientId), cancel);

    /// <summary>Those to patients of the person's own care teams that nobody of the team has acknowledged yet, newest first.</summary>
    public Task<IReadOnlyList<EmergencyAccessRow>> UnseenAsync(CareScope scope, CancellationToken cancel = default) =>
        RowsAsync(scope, (context, accesses) => accesses.Where(a => a.AcknowledgedAt == null && a.StaffId != scope.StaffId && context.PatientsOfTeams(scope).Any(p => p.Id == a.PatientId)), cancel);

    /// <summary>The person's own accesses that are open now, the one that closes first in front.</summary>
    public Task<IReadOnlyList<EmergencyAccessRow>> OwnAsync(CareScope scope, CancellationToken cancel = default) =>
        RowsAsync(scope, (context, accesses) =>
        {
            var now = context.Now;
            return accesses.Where(a => a.StaffId == scope.StaffId && a.ClosesAt > now);
        }, cancel);

    /// <summary>A member of the patient's team has seen that somebody else opened the record. Only the first counts; false for a later one.</summary>
    /// <exception cref="OutsideCareTeamException">There is none, the patient belongs to another team, or it is the person's own access.</exception>
    public Task<bool> AcknowledgeAsync(CareScope scope, Guid accessId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var patient = await context.EmergencyAccesses.AsNoTracking().Where(a => a.PublicId == accessId && a.StaffId != scope.StaffId && context.PatientsOfTeams(scope).Any(p => p.Id == a.PatientId))
            .Select(a => (Guid?)a.PatientId).SingleOrDefaultAsync(cancel) ?? throw new OutsideCareTeamException("Emergency access");
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        if (await context.EmergencyAccesses.Where(a => a.PublicId == accessId && a.AcknowledgedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.AcknowledgedAt, now).SetProperty(a => a.AcknowledgedBy, scope.StaffId), cancel) == 0) return false;
        await audit.AddAsync(context, new AuditEntry(AuditAction.AcknowledgeEmergencyAccess, scope.StaffId, "patient", patient.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return true;
    }, cancel);

    /// <summary>The person ends their own access before its time.</summary>
    /// <exception cref="OutsideCareTeamException">It is none of theirs, or closed already.</exception>
    public Task CloseAsync(CareScope scope, Guid accessId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow();
        var patient = await context.EmergencyAccesses.AsNoTracking().Where(a => a.PublicId == accessId && a.StaffId == scope.StaffId && a.ClosesAt > now)
            .Select(a => (Guid?)a.PatientId).SingleOrDefaultAsync(cancel) ?? throw new OutsideCareTeamException("Emergency access");
        await context.EmergencyAccesses.Where(a => a.PublicId == accessId).ExecuteUpdateAsync(set => set.SetProperty(a => a.ClosesAt, now), cancel);
        await audit.AddAsync(context, new AuditEntry(AuditAction.CloseEmergencyAccess, scope.StaffId, "patient", patient.ToString()), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
    }, cancel);

    private Task<IReadOnlyList<EmergencyAccessRow>> RowsAsync(
        CareScope scope, Func<ClinicContext, IQueryable<EmergencyAccess>, IQueryable<EmergencyAccess>> which, CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        var rows = await (
            from access in which(context, context.EmergencyAccesses.AsNoTracking())
            join patient in context.PatientsOf(scope) on access.PatientId equals patient.Id
            orderby access.Id descending
            select new
            {
                access, patient.DisplayName, patient.RecordNumber,
                By = context.Users.Where(u => u.Id == access.StaffId).Select(u => u.DisplayName).FirstOrDefault() ?? AuditEntry.Nobody,
                AcknowledgedBy = context.Users.Where(u => u.Id == access.AcknowledgedBy).Select(u => u.DisplayName).FirstOrDefault(),
                MayAcknowledge = access.AcknowledgedAt == null && access.StaffId != scope.StaffId && context.PatientsOfTeams(scope).Any(p => p.Id == patient.Id),
            }).ToListAsync(cancel);
        return (IReadOnlyList<EmergencyAccessRow>)[.. rows.Select(r => new EmergencyAccessRow(
            r.access.PublicId, r.access.PatientId, seals.NameOf(r.access.PatientId, r.DisplayName), seals.RecordNumberOf(r.access.PatientId, r.RecordNumber), r.By,
            seals.Open(r.access.PatientId, SealedPlace.EmergencyReason(r.access.Id), r.access.Reason), r.access.OpenedAt, r.access.ClosesAt, r.access.AcknowledgedAt, r.AcknowledgedBy, r.MayAcknowledge))];
    }, cancel);
}
