using System.Threading.RateLimiting;
using FerCare.Clinic.Access;

namespace FerCare.Web.Emergencies;

/// <summary>How often one clinician may try to open a record in an emergency, so that record numbers cannot be guessed.</summary>
public sealed class EmergencyTries(EmergencyAccessOptions options) : IDisposable
{
    /// <summary>The time within which tries are counted.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(1);

    private readonly PartitionedRateLimiter<Guid> limiter = PartitionedRateLimiter.Create<Guid, Guid>(staffId => RateLimitPartition.GetFixedWindowLimiter(staffId,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = options.TriesPerHour, Window = Within }));

    /// <summary>Whether one more try is allowed now.</summary>
    public bool TryOne(Guid staffId)
    {
        using var lease = limiter.AttemptAcquire(staffId);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
