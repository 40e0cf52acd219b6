using FerCare.Clinic;
using FerCare.Clinic.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Shell;

/// <summary>
/// Ready means that the data folder can be written and the database takes a write: a transaction that is opened for writing and rolled
/// back. That takes the one place of a writer for a moment, so it is tried once for all who ask within <see cref="GoodFor"/>.
/// </summary>
public sealed class DatabaseHealth(IDbContextFactory<ClinicContext> contexts, ClinicDatabase database, TimeProvider time) : IHealthCheck
{
    /// <summary>How long an answer stays good.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Task<HealthCheckResult>? tried;
    private long triedAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            // Not on the asking thread: SQLite waits on it for whoever writes. Nor given up with who asked first: others wait for the same.
            if (tried is null || (tried.IsCompleted && time.GetElapsedTime(Volatile.Read(ref triedAt)) >= GoodFor)) tried = Task.Run(TryAsync, CancellationToken.None);
            return tried.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthCheckResult> TryAsync()
    {
        try
        {
            // A change of nothing writes nothing, and does not notice a disk that has become read-only.
            database.RequireWritable();
            await using var clinic = await contexts.CreateDbContextAsync();
            await using var change = await clinic.Database.BeginTransactionAsync();
            await clinic.Database.ExecuteSqlRawAsync("UPDATE care_teams SET Name = Name WHERE 1 = 0");
            await change.RollbackAsync();
            return HealthCheckResult.Healthy();
        }
        catch (Exception problem)
        {
            return HealthCheckResult.Unhealthy("The database does not take writes.", problem);
        }
        finally
        {
            Volatile.Write(ref triedAt, time.GetTimestamp());
        }
    }
}
