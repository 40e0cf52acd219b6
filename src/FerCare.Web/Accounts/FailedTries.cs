using System.Net;
using System.Threading.RateLimiting;
using FerCare.Web.Limits;

namespace FerCare.Web.Accounts;

/// <summary>How many failed attempts to sign in come from one address, whatever accounts they were for.</summary>
public sealed class FailedTries : IDisposable
{
    /// <summary>Failures an address may have in an hour; the next attempt is refused unread.</summary>
    public const int MostInAnHour = 100;

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(address,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = MostInAnHour, Window = TimeSpan.FromHours(1) }));

    /// <summary>No more attempts are looked at from there for now.</summary>
    public bool AreSpent(IPAddress? from) => limiter.GetStatistics(CallerNetwork.Of(from)) is { CurrentAvailablePermits: 0 };

    /// <summary>One more failure from there.</summary>
    public void Count(IPAddress? from) => limiter.AttemptAcquire(CallerNetwork.Of(from)).Dispose();

    public void Dispose() => limiter.Dispose();
}
