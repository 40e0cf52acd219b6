using FerCare.Clinic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FerCare.Web.Shell;

/// <summary>Ready means that the database takes a write: a transaction that is opened for writing and rolled back.</summary>
public sealed class DatabaseHealth(IDbContextFactory<ClinicContext> contexts) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var clinic = await contexts.CreateDbContextAsync(cancellationToken);
            await using var change = await clinic.Database.BeginTransactionAsync(cancellationToken);
            await clinic.Database.ExecuteSqlRawAsync("UPDATE care_teams SET Name = Name WHERE 0", cancellationToken);
            await change.RollbackAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not take writes.", problem);
        }
    }
}
