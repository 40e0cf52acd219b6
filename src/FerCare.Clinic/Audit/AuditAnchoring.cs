using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace FerCare.Clinic.Audit;

/// <summary>
/// Moves the anchor on once the transaction that holds new audit records is committed, and not before. Where the anchor cannot be written, the
/// commit stands all the same: whoever made the change must not take it for one that failed. The next commit takes the anchor past what it missed.
/// </summary>
internal sealed class AuditAnchoring(AuditAnchor anchor, ILogger<AuditAnchoring> log) : DbTransactionInterceptor
{
    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Committed(eventData);

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Committed(eventData);
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Forget(eventData);

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData);
        return Task.CompletedTask;
    }

    private void Committed(TransactionEndEventData done)
    {
        if (done.Context is not ClinicContext { UncommittedHead: { } head } context) return;
        context.UncommittedHead = null;
        try
        {
            anchor.Advance(head);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            log.LogCritical(problem, "Audit record {Number} is stored, and the anchor at {Path} does not tell of it: until the next record is written, whether it was cut off could not be told", head.Number, anchor.Path);
        }
    }

    private static void Forget(TransactionEndEventData done)
    {
        if (done.Context is ClinicContext context) context.UncommittedHead = null;
    }
}
