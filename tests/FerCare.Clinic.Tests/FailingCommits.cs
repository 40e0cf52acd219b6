using System.Data.Common;
using FerCare.Clinic.Audit;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FerCare.Clinic.Tests;

/// <summary>Contexts on a clinic's database whose commits report a failure: before anything is stored, or after everything is.</summary>
/// <param name="stored">The failure comes after the change is stored.</param>
internal sealed class FailingCommits(ClinicOnDisk clinic, bool stored) : DbTransactionInterceptor, IDbContextFactory<ClinicContext>
{
    public ClinicContext CreateDbContext()
    {
        var options = new DbContextOptionsBuilder<ClinicContext>();
        ClinicStorage.Configure(options, clinic.Database.ConnectionString).AddInterceptors(this);
        return new ClinicContext(options.Options, clinic.Get<AuditChain>(), clinic.Get<TimeProvider>());
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        stored ? ValueTask.FromResult(result) : throw new IOException("The commit fails.");

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        throw new IOException("Something fails after the commit.");
}
