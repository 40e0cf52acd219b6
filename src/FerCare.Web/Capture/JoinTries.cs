using System.Net;
using System.Threading.RateLimiting;
using FerCare.Web.Limits;

namespace FerCare.Web.Capture;

/// <summary>How often one address may try to open a link, so that links cannot be guessed.</summary>
public sealed class JoinTries(CaptureOptions options) : IDisposable
{
    /// <summary>The time within which tries are counted.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(address,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = options.JoinsPerMinute, Window = Within }));

    /// <summary>Whether one more try is allowed now.</summary>
    public bool TryOne(IPAddress? from)
    {
        using var lease = limiter.AttemptAcquire(CallerNetwork.Of(from));
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
