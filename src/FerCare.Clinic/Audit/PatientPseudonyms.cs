using System.Globalization;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Audit;

/// <summary>Finds out which patient an audit record is about and puts the pseudonym in the place of the id.</summary>
internal static class PatientPseudonyms
{
    /// <summary>Stands for every patient whose key is missing: their own pseudonym cannot be worked out without it, and the trail must not stop for that.</summary>
    public const string OfUnreadable = "00000000000000000000000000000000";

    /// <summary>Gives the record its patient's pseudonym, where it is about one. Called under the write lock, before the record is sealed.</summary>
    public static async Task ApplyAsync(ClinicContext context, AuditRecord record, PatientSeals seals, CancellationToken cancel)
    {
        if (await PatientOfAsync(context, record.SubjectKind, record.SubjectId, cancel) is { } patient)
            record.NamePatient(seals.CanRead(patient) ? (await KeyOfAsync(context, patient, seals, cancel)).Pseudonym(seals) : OfUnreadable);
    }

    /// <summary>The key of a patient, made where there was none; it is stored with the change that is being saved.</summary>
    private static async Task<PatientAuditKey> KeyOfAsync(ClinicContext context, Guid patientId, PatientSeals seals, CancellationToken cancel)
    {
        if (await context.PatientAuditKeys.FindAsync([patientId], cancel) is { } known) return known;
        var key = new PatientAuditKey(patientId, seals);
        context.PatientAuditKeys.Add(key);
        return key;
    }

    // What is being added in the same change is not in the database yet, so both are asked.
    private static async Task<Guid?> PatientOfAsync(ClinicContext context, string kind, string subject, CancellationToken cancel)
    {
        if (kind == "session" && long.TryParse(subject, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return await context.Sessions.AsNoTracking().Where(s => s.Id == number).Select(s => (Guid?)s.PatientId).SingleOrDefaultAsync(cancel);
        if (!Guid.TryParse(subject, out var id)) return null;
        return kind switch
        {
            "patient" => Added<Patients.Patient>(context).Any(p => p.Id == id) || await context.Patients.AnyAsync(p => p.Id == id, cancel) ? id : null,
            "session" => Added<Sessions.MonitoringSession>(context).FirstOrDefault(s => s.PublicId == id)?.PatientId
                ?? await context.Sessions.AsNoTracking().Where(s => s.PublicId == id).Select(s => (Guid?)s.PatientId).SingleOrDefaultAsync(cancel),
            "form" => Added<Instruments.FormResponse>(context).FirstOrDefault(f => f.PublicId == id)?.PatientId
                ?? await context.FormResponses.AsNoTracking().Where(f => f.PublicId == id).Select(f => (Guid?)f.PatientId).SingleOrDefaultAsync(cancel),
            "safety alert" => Added<Instruments.SafetyAlert>(context).FirstOrDefault(a => a.PublicId == id)?.PatientId
                ?? await context.SafetyAlerts.AsNoTracking().Where(a => a.PublicId == id).Select(a => (Guid?)a.PatientId).SingleOrDefaultAsync(cancel),
            _ => null,
        };
    }

    private static IEnumerable<T> Added<T>(ClinicContext context) where T : class =>
        context.ChangeTracker.Entries<T>().Where(e => e.State == EntityState.Added).Select(e => e.Entity);
}
