using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Instruments;

/// <summary>What became of an answer.</summary>
/// <param name="RaisedAlert">It raised a safety alert, or raised one that is open.</param>
/// <param name="Complete">Every item has an answer now.</param>
public sealed record SavedAnswer(bool RaisedAlert, bool Complete);

/// <summary>A form takes no more answers: it was handed in or left.</summary>
public sealed class FormClosedException(Guid form) : Exception($"Form {form}: expected one that is open, found one that was handed in or left.");

/// <summary>Writes answers into an open form; the same for patients and clinicians. Called inside a transaction.</summary>
internal sealed class FormWriting(InstrumentLibrary library, AuditTrail audit, TimeProvider time)
{
    /// <summary>Stores one answer and raises the alert it asks for, in the same transaction and whatever becomes of the form.</summary>
    public async Task<SavedAnswer> SaveAsync(ClinicContext context, FormResponse response, string itemId, int value, Guid? clinicianId, CancellationToken cancel)
    {
        if (response.IsClosed) throw new FormClosedException(response.PublicId);
        var instrument = library.Find(response.InstrumentId) ?? throw new InstrumentRefusedException($"Instrument: expected one that FerCare can score, found \"{response.InstrumentId}\".");
        var item = instrument.Checked(itemId, value);
        var now = time.GetUtcNow();
        var answer = await context.FormAnswers.SingleOrDefaultAsync(a => a.ResponseId == response.Id && a.ItemId == itemId, cancel);
        var before = answer?.Value;
        if (answer is null) context.FormAnswers.Add(new FormAnswer(response.Id, itemId, value, now));
        else (answer.Value, answer.AnsweredAt) = (value, now);

        if (item.Alerts(value)) await AlertAsync(context, response, item, before, value, clinicianId, now, cancel);
        await context.SaveChangesAsync(cancel);
        return new SavedAnswer(item.Alerts(value), await context.FormAnswers.CountAsync(a => a.ResponseId == response.Id, cancel) == instrument.Items.Count);
    }

    /// <summary>Closes a form: scored where every item has an answer, otherwise left as incomplete and not scored.</summary>
    public async Task<FormScore?> CloseAsync(ClinicContext context, FormResponse response, AuditEntry entry, CancellationToken cancel)
    {
        if (response.IsClosed) throw new FormClosedException(response.PublicId);
        var answers = await context.FormAnswers.AsNoTracking().Where(a => a.ResponseId == response.Id).ToDictionaryAsync(a => a.ItemId, a => a.Value, cancel);
        var score = library.Find(response.InstrumentId)?.Score(answers);
        if (score is null) response.LeftAt = time.GetUtcNow();
        else (response.CompletedAt, response.Score, response.Band) = (time.GetUtcNow(), score.Total, score.Band);
        await audit.AddAsync(context, entry with { Detail = score is null ? "left incomplete" : "handed in" }, cancel);
        await context.SaveChangesAsync(cancel);
        return score;
    }

    private async Task AlertAsync(ClinicContext context, FormResponse response, InstrumentItem item, int? before, int value, Guid? clinicianId, DateTimeOffset now, CancellationToken cancel)
    {
        var last = await context.SafetyAlerts.Where(a => a.ResponseId == response.Id && a.ItemId == item.Id).OrderByDescending(a => a.Id).FirstOrDefaultAsync(cancel);
        if (last is { AcknowledgedAt: null })
        {
            last.Value = Math.Max(last.Value, value);
            return;
        }

        // The same answer sent twice is not news; a higher one, or one given again after it was taken back, is.
        if (last is not null && value <= last.Value && before is { } old && item.Alerts(old)) return;

        // Whoever has left the team meanwhile, or cannot sign in any more, would keep the alert from everybody else.
        var reachable = clinicianId is { } id && await (
            from member in context.CareTeamMembers
            join patient in context.Patients on member.CareTeamId equals patient.CareTeamId
            join account in context.Users on member.StaffId equals account.Id
            join held in context.UserRoles on account.Id equals held.UserId
            join role in context.Roles on held.RoleId equals role.Id
            where patient.Id == response.PatientId && account.Id == id && account.DisabledAt == null && role.Name == Access.Roles.Clinician
            select account.Id).AnyAsync(cancel);
        var alert = new SafetyAlert(response, item.Id, value, reachable ? clinicianId : null, now);
        context.SafetyAlerts.Add(alert);
        await audit.AddAsync(context, new AuditEntry(AuditAction.RaiseAlert, response.EnteredBy, "safety alert", alert.PublicId.ToString(),
            $"form {response.PublicId}", response.EnteredBy is null ? AuditEntry.Patient : null), cancel);
    }
}
