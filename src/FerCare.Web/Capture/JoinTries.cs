using System.Net;
using System.Threading.RateLimiting;

namespace FerCare.Web.Capture;

/// <summary>How often one address may try to open a link, so that links cannot be guessed.</summary>
public sealed class JoinTries(CaptureOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(address,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = options.JoinsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Whether one more try is allowed now.</summary>
    public bool TryOne(IPAddress? from)
    {
        using var lease = limiter.AttemptAcquire(from?.ToString() ?? "unknown");
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
