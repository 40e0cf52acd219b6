using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using FerCare.Clinic.Sessions;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Rights;

/// <summary>What was typed is not the record number of the patient who would be erased.</summary>
public sealed class ErasureNotConfirmedException() : Exception("The record number does not match. Nothing was erased.");

/// <summary>A session of the patient is running.</summary>
public sealed class ErasureRefusedException() : Exception("A session of this patient is under way. End it first; nothing was erased.");

/// <summary>
/// Erases a patient: every row about them, what the disk still holds of it, and their key, without which every backup that exists is
/// unreadable where it names them. The audit trail stays whole and no longer tells whose records those were. One short change makes the patient
/// unreachable and is written down; what was recorded is deleted after it, in slices, so that sessions under way go on meanwhile.
/// </summary>
public sealed class PatientErasure(
    IDbContextFactory<ClinicContext> contexts, AuditTrail audit, PatientKeys keys, PatientSeals seals, ErasedPatients erased, PatientRemains remains, DiskScrub scrub, ILogger<PatientErasure> log)
{
    /// <summary>Erases for a clinician of the patient's care team, who typed the record number; false where the last of it goes only at the next start.</summary>
    /// <exception cref="OutsideCareTeamException">The patient does not exist or belongs to another team.</exception>
    /// <exception cref="ErasureNotConfirmedException">Another record number was typed.</exception>
    /// <exception cref="ErasureRefusedException">A session is under way.</exception>
    public async Task<bool> EraseAsync(CareScope scope, Guid patientId, string? typedRecordNumber, CancellationToken cancel = default)
    {
        await contexts.UseAsync(async context =>
        {
            var number = await context.PatientsOf(scope).Where(p => p.Id == patientId).Select(p => p.RecordNumber).SingleOrDefaultAsync(cancel) ?? throw new OutsideCareTeamException("Patient");
            if (seals.RecordNumberOf(patientId, number) != typedRecordNumber?.Trim()) throw new ErasureNotConfirmedException();
        }, cancel);
        return await EraseAsync(patientId, new AuditEntry(AuditAction.ErasePatient, scope.StaffId, "patient", patientId.ToString()), cancel);
    }

    /// <summary>Erases for whoever runs a command on the machine itself; false where the last of it goes only at the next start.</summary>
    /// <exception cref="ErasureRefusedException">A session is under way.</exception>
    public Task<bool> EraseAsync(MachineOperator by, Guid patientId, CancellationToken cancel = default) =>
        EraseAsync(patientId, new AuditEntry(AuditAction.ErasePatient, null, "patient", patientId.ToString(), ActorName: by.Name), cancel);

    /// <summary>
    /// At the start of the program: brings to their end the erasures that were cut off after their commit, and erases again whoever came back with a
    /// copy of the database from before they were erased; how many of those there were.
    /// </summary>
    internal async Task<int> RepeatAsync(ClinicContext context, CancellationToken cancel)
    {
        var (inCare, left) = await StoredAsync(context, cancel);
        var back = inCare.Where(erased.Contains).ToList();
        if (back.Count + left.Count == 0) return 0;
        scrub.Owe();
        var again = await StrikeAgainAsync(context, back, cancel);
        await FinishAsync([.. left, .. again], cancel);
        return again.Count;
    }

    /// <summary>While the clinic is open: goes on with the erasures of which something could not be deleted when they were made.</summary>
    internal async Task GoOnAsync(CancellationToken cancel)
    {
        var (_, left) = await contexts.UseAsync(context => StoredAsync(context, cancel), cancel);
        if (left.Count == 0) return;
        scrub.Owe();
        await FinishAsync(left, cancel);
    }

    /// <summary>The patients that are stored: those in care, and those who were struck and of whom something is left. Keys that an erasure left go.</summary>
    private async Task<(IReadOnlyList<Guid> InCare, IReadOnlyList<Guid> Left)> StoredAsync(ClinicContext context, CancellationToken cancel)
    {
        var stored = await context.Patients.AsNoTracking().Select(p => p.Id).ToListAsync(cancel);
        var inCare = await context.PatientsInCare().Select(p => p.Id).ToHashSetAsync(cancel);
        // A key without a patient and without a mark stays: another process may be admitting its patient.
        foreach (var id in keys.Owners.Except(stored).Where(erased.Contains)) TryChange(() => keys.Destroy(id));
        return ([.. inCare], [.. stored.Where(id => !inCare.Contains(id))]);
    }

    /// <summary>Deletes what is left of patients who were struck, and scrubs the disk, which is owed by now; false where something waits for the next round or start.</summary>
    private async Task<bool> FinishAsync(IReadOnlyList<Guid> struck, CancellationToken cancel)
    {
        var done = true;
        foreach (var id in struck)
        {
            // A mark can be missing where an older copy of the keys was put back. Without it the rows stay, by which the patient is found again.
            if (!TryChange(() => erased.Add(id)))
            {
                done = false;
                continue;
            }

            // Without the key nobody reads what is left; and where it stays, as little as possible is left for it.
            if (!TryChange(() => keys.Destroy(id))) done = false;
            if (!await remains.ClearAsync(id, cancel)) done = false;
        }

        var scrubbed = await scrub.ScrubAsync(cancel);
        // What is deleted only later is to be scrubbed after that.
        if (!done) scrub.Owe();
        return scrubbed && done;
    }

    /// <summary>False where the disk did not take a change beside the keys, which stops neither an erasure nor a start.</summary>
    private bool TryChange(Action change)
    {
        try
        {
            change();
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The key or the mark of an erased patient could not be changed ({Problem}); it is tried again in a day, and at the next start", problem.Message);
            return false;
        }
    }

    /// <summary>Those of the patients whom nobody else struck meanwhile, or took the mark of back; the trail tells of them once.</summary>
    private async Task<IReadOnlyList<Guid>> StrikeAgainAsync(ClinicContext context, IReadOnlyList<Guid> back, CancellationToken cancel)
    {
        if (back.Count == 0) return back;
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var struck = new List<Guid>();
        foreach (var id in back.Where(erased.Contains))
            if (await remains.StrikeAsync(context, id, cancel)) struck.Add(id);
        if (struck.Count == 0) return struck;
        await audit.AddAsync(context, new AuditEntry(AuditAction.ErasePatient, null, "clinic", "restored copy", $"{struck.Count} erased before", "FerCare"), cancel);
        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return struck;
    }

    private async Task<bool> EraseAsync(Guid patientId, AuditEntry entry, CancellationToken cancel)
    {
        var marked = false;
        try
        {
            await contexts.UseAsync(async context =>
            {
                await using var change = await context.Database.BeginTransactionAsync(cancel);
                var running = await context.Sessions.AnyAsync(s => s.PatientId == patientId
                    && (s.State == SessionState.Live || s.State == SessionState.Paused || s.State == SessionState.Reconnecting), cancel);
                if (running) throw new ErasureRefusedException();
                // Its pseudonym is made with the key that goes next.
                await audit.AddAsync(context, entry, cancel);
                await context.SaveChangesAsync(cancel);
                if (!await remains.StrikeAsync(context, patientId, cancel)) throw new OutsideCareTeamException("Patient");
                // From here on the start of the program completes what a crash interrupts.
                scrub.Owe();
                marked = true;
                erased.Add(patientId);
                await change.CommitAsync(cancel);
            }, cancel);
        }
        catch when (marked)
        {
            // Asked once the transaction is over, because a commit may report a failure after it is done; then what follows it is done as well. Whoever is
            // told that the erasure failed must not find the patient erased at the next start.
            if (await MayBeInCareAsync(patientId))
            {
                erased.TakeBack(patientId);
                throw;
            }
        }

        // It is decided and cannot be given up any more: nobody reaches the patient.
        return await FinishAsync([patientId], CancellationToken.None);
    }

    /// <summary>True also where the database does not answer: whoever was struck after all has no name any more, by which they are found and marked again.</summary>
    private async Task<bool> MayBeInCareAsync(Guid patientId)
    {
        try
        {
            return await contexts.UseAsync(context => context.PatientsInCare().AnyAsync(p => p.Id == patientId, CancellationToken.None), CancellationToken.None);
        }
        catch (Exception problem)
        {
            log.LogWarning("Whether a patient is erased whose erasure failed could not be seen ({Problem})", problem.Message);
            return true;
        }
    }
}
