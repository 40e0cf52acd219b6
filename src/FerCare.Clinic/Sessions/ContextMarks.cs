using FerCare.Clinic.Access;
using FerCare.Clinic.Audit;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Sessions;

/// <summary>A mark as pages show it.</summary>
public sealed record ContextMarkRow(long Id, long TimeMs, SessionContext Context);

/// <summary>
/// What the patient did in which part of a session, set by the clinician while it runs or in review. Before the first mark the
/// session's own context holds.
/// </summary>
public sealed class ContextMarks(IDbContextFactory<ClinicContext> contexts, AuditTrail audit, TimeProvider time)
{
    /// <summary>The marks of a session by time; empty if it belongs to another team.</summary>
    public Task<IReadOnlyList<ContextMarkRow>> ForSessionAsync(CareScope scope, Guid publicId, CancellationToken cancel = default) => contexts.UseAsync(async context =>
        (IReadOnlyList<ContextMarkRow>)await (
            from mark in context.ContextMarks.AsNoTracking()
            join session in context.SessionsOf(scope).Where(s => s.PublicId == publicId) on mark.SessionId equals session.Id
            orderby mark.TimeMs
            select new ContextMarkRow(mark.Id, mark.TimeMs, mark.Context)).ToListAsync(cancel), cancel);

    /// <summary>Sets what the patient does from a moment on; a mark at the same moment is replaced.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    public Task SetAsync(CareScope scope, Guid publicId, long timeMs, SessionContext doing, CancellationToken cancel = default) => ChangeAsync(scope, publicId, async (context, sessionId) =>
    {
        if (await context.ContextMarks.SingleOrDefaultAsync(m => m.SessionId == sessionId && m.TimeMs == timeMs, cancel) is { } same) same.Context = doing;
        else context.ContextMarks.Add(new ContextMark(sessionId, timeMs, doing, scope.StaffId, time.GetUtcNow()));
        return $"{doing} from {timeMs} ms";
    }, cancel);

    /// <summary>Takes a mark away; nothing happens if it is gone.</summary>
    /// <exception cref="OutsideCareTeamException">The session does not exist or belongs to another team.</exception>
    public Task RemoveAsync(CareScope scope, Guid publicId, long markId, CancellationToken cancel = default) => ChangeAsync(scope, publicId, async (context, sessionId) =>
    {
        if (await context.ContextMarks.SingleOrDefaultAsync(m => m.SessionId == sessionId && m.Id == markId, cancel) is not { } mark) return null;
        context.ContextMarks.Remove(mark);
        return $"no mark at {mark.TimeMs} ms";
    }, cancel);

    private Task ChangeAsync(CareScope scope, Guid publicId, Func<ClinicContext, long, Task<string?>> change, CancellationToken cancel) => contexts.UseAsync(async context =>
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var sessionId = await context.SessionsOf(scope).Where(s => s.PublicId == publicId).Select(s => (long?)s.Id).SingleOrDefaultAsync(cancel)
            ?? throw new OutsideCareTeamException("Session");
        if (await change(context, sessionId) is not { } done) return;
        await audit.AddAsync(context, new AuditEntry(AuditAction.MarkContext, scope.StaffId, "session", publicId.ToString(), done), cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }, cancel);
}
