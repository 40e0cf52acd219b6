using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>A safety alert as clinicians see it.</summary>
/// <param name="Answer">The words of the answer that raised it, or its number where the words are gone.</param>
/// <param name="First">The clinician it reaches first; null where the whole team saw it from the start.</param>
/// <param name="EscalatedAt">Since when the whole team sees it.</param>
public sealed record SafetyAlertRow(
    Guid Id, Guid PatientId, string PatientName, string RecordNumber, Guid? SessionId, Guid FormId, string Instrument, string Item, string Answer, FormOccasion Occasion,
    DateTimeOffset RaisedAt, string? First, DateTimeOffset? EscalatedAt, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? Note);

/// <summary>How long an alert is one clinician's alone.</summary>
public sealed record SafetyAlertOptions
{
    /// <summary>From the alert until the whole care team sees it, more than zero, an hour at most; an engineering default of 10 minutes.</summary>
    public TimeSpan EscalateAfter
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(EscalateAfter), value, "Time until an alert goes to the whole team: expected more than zero and at most one hour.");
    } = TimeSpan.FromMinutes(10);
}

/// <summary>Alerts that answers have raised, and their acknowledgement by a person. Nothing else ends one.</summary>
public sealed class SafetyAlerts(IDbContextFactory<ClinicContext> contexts, InstrumentLibrary library, AuditTrail audit, PatientSeals seals, TimeProvider time, SafetyAlertOptions options)
{
    /// <summary>
    /// The alerts that are open for this person, oldest first: their own, those that have gone to the whole team, and those whose time
    /// for that has come, whether or not it was written down yet.
    /// </summary>
    public Task<IReadOnlyList<SafetyAlertRow>> OpenAsync(CareScope scope, CancellationToken cancel = default)
    {
        var due = time.GetUtcNow() - options.EscalateAfter;
        return RowsAsync(scope, context => context.SafetyAlerts.Where(a => a.AcknowledgedAt == null
            && (a.ClinicianId == scope.StaffId || a.ClinicianId == null || a.EscalatedAt != null || a.RaisedAt <= due)), cancel);
    }

    /// <summary>All alerts of a patient, open and acknowledged, oldest first; whoever opens the patient's page sees them whoever was told first.</summary>
    public Task<IReadOnlyList<SafetyAlertRow>> ForPatientAsync(CareScope scope, Guid patientId, CancellationToken cancel = default) =>
        RowsAsync(scope, context => context.SafetyAlerts.Where(a => a.PatientId == patientId), cancel);

    /// <summary>A person of the patient's care team has seen to it. Only the first acknowledgement counts; false for a later one.</summary>
    /// <param name="note">What was done, 1 to 1,000 characters.</param>
    /// <exception cref="OutsideCareTeamException">The alert does not exist or belongs to another team.</exception>
    /// <exception cref="ArgumentException">The note is empty or too long.</exception>
    public Task<bool> AcknowledgeAsync(CareScope scope, Guid alertId, string? note, CancellationToken cancel = default)
    {
        var said = Wording.Checked(note?.ReplaceLineEndings(" "), SafetyAlert.LongestNote, "Note");
        return contexts.UseAsync(async context =>
        {
            var alert = await context.SafetyAlerts.Where(a => a.PublicId == alertId && context.PatientsOf(scope).Any(p => p.Id == a.PatientId))
                .Select(a => new { a.Id, a.PatientId }).SingleOrDefaultAsync(cancel) ?? throw new OutsideCareTeamException("Safety alert");
            var sealedNote = seals.Seal(alert.PatientId, SealedPlace.AlertNote(alert.Id), said);
            await using var change = await context.Database.BeginTransactionAsync(cancel);
            var now = time.GetUtcNow();
            var changed = await context.SafetyAlerts.Where(a => a.PublicId == alertId && a.AcknowledgedAt == null).ExecuteUpdateAsync(set => set
                .SetProperty(a => a.AcknowledgedAt, now).SetProperty(a => a.AcknowledgedBy, scope.StaffId).SetProperty(a => a.Note, sealedNote), cancel);
            if (changed == 0) return false;
            await audit.AddAsync(context, new AuditEntry(AuditAction.AcknowledgeAlert, scope.StaffId, "safety alert", alertId.ToString()), cancel);
            await context.SaveChangesAsync(cancel);
            await change.CommitAsync(cancel);
            return true;
        }, cancel);
    }

    /// <summary>Gives every open alert whose time has come to the whole care team; how many there were.</summary>
    internal Task<int> EscalateAsync(CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var now = time.GetUtcNow();
        var before = now - options.EscalateAfter;
        var due = await context.SafetyAlerts.AsNoTracking().Where(a => a.AcknowledgedAt == null && a.EscalatedAt == null && a.RaisedAt <= before).Select(a => a.PublicId).ToListAsync(cancel);
        if (due.Count == 0) return 0;
        await using var change = await context.Database.BeginTransactionAsync(cancel);
        var escalated = 0;
        foreach (var id in due)
        {
            if (await context.SafetyAlerts.Where(a => a.PublicId == id && a.AcknowledgedAt == null && a.EscalatedAt == null).ExecuteUpdateAsync(set => set.SetProperty(a => a.EscalatedAt, now), cancel) == 0) continue;
            await audit.AddAsync(context, new AuditEntry(AuditAction.EscalateAlert, null, "safety alert", $"{id}", ActorName: "FerCare"), cancel);
            escalated++;
        }

        await context.SaveChangesAsync(cancel);
        await change.CommitAsync(cancel);
        return escalated;
    }, cancel);

    private Task<IReadOnlyList<SafetyAlertRow>> RowsAsync(CareScope scope, Func<ClinicContext, IQueryable<SafetyAlert>> which, CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        var rows = await (
            from alert in which(context).AsNoTracking()
            join patient in context.PatientsOf(scope) on alert.PatientId equals patient.Id
            join form in context.FormResponses on alert.ResponseId equals form.Id
            orderby alert.Id
            select new
            {
                alert, patient.DisplayName, patient.RecordNumber, Form = form.PublicId, form.Occasion, form.Language,
                Session = context.Sessions.Where(s => s.Id == alert.SessionId).Select(s => (Guid?)s.PublicId).FirstOrDefault(),
                First = context.Users.Where(u => u.Id == alert.ClinicianId).Select(u => u.DisplayName).FirstOrDefault(),
                By = context.Users.Where(u => u.Id == alert.AcknowledgedBy).Select(u => u.DisplayName).FirstOrDefault(),
            }).ToListAsync(cancel);
        return (IReadOnlyList<SafetyAlertRow>)[.. rows.Select(r => new SafetyAlertRow(
            r.alert.PublicId, r.alert.PatientId, seals.NameOf(r.alert.PatientId, r.DisplayName), seals.RecordNumberOf(r.alert.PatientId, r.RecordNumber), r.Session, r.Form, library.Find(r.alert.InstrumentId)?.ShortTitle ?? r.alert.InstrumentId,
            r.alert.ItemId, Answer(r.alert, r.Language), r.Occasion, r.alert.RaisedAt, r.First, r.alert.EscalatedAt, r.alert.AcknowledgedAt, r.By,
            r.alert.Note is { } note ? seals.Open(r.alert.PatientId, SealedPlace.AlertNote(r.alert.Id), note) : null))];
    }, cancel);

    private string Answer(SafetyAlert alert, string language) =>
        library.Words(alert.InstrumentId, language)?.Items.FirstOrDefault(i => i.Id == alert.ItemId)?.Answers.FirstOrDefault(a => a.Value == alert.Value) is { } said ? $"{said.Text} ({alert.Value})" : $"{alert.Value}";
}
