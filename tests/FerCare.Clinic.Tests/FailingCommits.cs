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
    private bool failed;

    /// <summary>After the first failure the database cannot be reached at all.</summary>
    public bool AndNothingAfter { get; init; }

    public ClinicContext CreateDbContext()
    {
        if (failed && AndNothingAfter) throw new IOException("The disk is gone.");
        var options = new DbContextOptionsBuilder<ClinicContext>();
        ClinicStorage.Configure(options, clinic.Database.ConnectionString).AddInterceptors(this);
        return new ClinicContext(options.Options, clinic.Get<AuditChain>(), clinic.Get<TimeProvider>());
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        stored ? ValueTask.FromResult(result) : throw Failure("The commit fails.");

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        throw Failure("Something fails after the commit.");

    private IOException Failure(string what)
    {
        failed = true;
        return new IOException(what);
    }
}
