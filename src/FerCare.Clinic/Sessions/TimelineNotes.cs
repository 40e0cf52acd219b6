using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Sealing;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Sessions;

/// <summary>A marker or note as pages show it.</summary>
/// <param name="IsOwn">The reader set it and may take it away.</param>
public sealed record TimelineNoteRow(long Id, long TimeMs, MarkerKind Kind, string? Text, string By, DateTimeOffset At, bool IsOwn);

/// <summary>The markers and notes that clinicians of the care team set along a session's timeline.</summary>
public sealed class TimelineNotes(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, PatientSeals seals, TimeProvider time)
{
    /// <summary>All of a session in order of time; empty if it belongs to another team.</summary>
    public Task<IReadOnlyList<TimelineNoteRow>> ForSessionAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        var rows = await (
            from note in context.TimelineNotes.AsNoTracking()
            join session in context.SessionsOf(scope).Where(s => s.PublicId == publicId) on note.SessionId equals session.Id
            orderby note.TimeMs, note.Id
            select new { note, session.PatientId }).ToListAsync(cancel);
        return (IReadOnlyList<TimelineNoteRow>)[.. rows.Select(r => new TimelineNoteRow(r.note.Id, r.note.TimeMs, r.note.Kind,
            r.note.Text is { } text ? seals.Open(r.PatientId, SealedPlace.TimelineNote(r.note.Id), text) : null, r.note.ByName, r.note.At, r.note.ById == scope.StaffId))];
    }, cancel);

    /// <summary>Sets a marker, with words where there are any.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    /// <exception cref="ArgumentException">The words are too long, or the moment lies before the session.</exception>
    public Task SetAsync(CareScope scope, Guid publicId, long timeMs, MarkerKind kind, string? text, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var session = await context.SessionsOf(scope).Where(s => s.PublicId == publicId).Select(s => new { s.Id, s.PatientId }).SingleOrDefaultAsync(cancel) ?? throw new OutsideCareTeamException("Session");
        var said = string.IsNullOrWhiteSpace(text) ? null : Wording.Checked(text.ReplaceLineEndings(" "), TimelineNote.LongestText, "Note");
        var author = await context.Users.AsNoTracking().Where(u => u.Id == scope.StaffId).Select(u => u.DisplayName).SingleAsync(cancel);
        var note = new TimelineNote(session.Id, timeMs, kind, scope.StaffId, author, time.GetUtcNow());
        context.TimelineNotes.Add(note);
        if (said is not null)
        {
            // The seal binds the words to their row, whose number is given when it is stored.
            await context.SaveChangesAsync(cancel);
            note.Text = seals.Seal(session.PatientId, SealedPlace.TimelineNote(note.Id), said);
        }

        await audit.AddAsync(context, new AuditEntry(AuditAction.SetMarker, scope.StaffId, "session", publicId.ToString(), $"{kind} at {timeMs} ms"), cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }, cancel);

    /// <summary>Takes away a marker that the person set; nothing happens to anybody else's.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    public Task RemoveAsync(CareScope scope, Guid publicId, long noteId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var sessionId = await context.SessionsOf(scope).Where(s => s.PublicId == publicId).Select(s => (long?)s.Id).SingleOrDefaultAsync(cancel) ?? throw new OutsideCareTeamException("Session");
        if (await context.TimelineNotes.SingleOrDefaultAsync(n => n.Id == noteId && n.SessionId == sessionId && n.ById == scope.StaffId, cancel) is not { } note) return;
        context.TimelineNotes.Remove(note);
        await audit.AddAsync(context, new AuditEntry(AuditAction.RemoveMarker, scope.StaffId, "session", publicId.ToString(), $"{note.Kind} at {note.TimeMs} ms"), cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }, cancel);
}
