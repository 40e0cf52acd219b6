using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FerCare.Clinic.Audit;

/// <summary>Moves the anchor on once the transaction that holds new audit records is committed, and not before.</summary>
internal sealed class AuditAnchoring(AuditAnchor anchor) : DbTransactionInterceptor
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
        anchor.Advance(head);
    }

    private static void Forget(TransactionEndEventData done)
    {
        if (done.Context is ClinicContext context) context.UncommittedHead = null;
    }
}
