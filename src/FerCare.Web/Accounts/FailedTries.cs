using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace FerCare.Web.Accounts;

/// <summary>How many failed attempts to sign in come from one address, whatever accounts they were for.</summary>
public sealed class FailedTries : IDisposable
{
    /// <summary>Failures an address may have in an hour; the next attempt is refused unread.</summary>
    public const int MostInAnHour = 100;

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(address,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = MostInAnHour, Window = TimeSpan.FromHours(1) }));

    /// <summary>No more attempts are looked at from there for now.</summary>
    public bool AreSpent(IPAddress? from) => limiter.GetStatistics(Named(from)) is { CurrentAvailablePermits: 0 };

    /// <summary>One more failure from there.</summary>
    public void Count(IPAddress? from) => limiter.AttemptAcquire(Named(from)).Dispose();

    public void Dispose() => limiter.Dispose();

    // Whoever has one IPv6 address has the 2^64 of its network.
    private static string Named(IPAddress? from)
    {
        if (from is null) return "unknown";
        if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
        return from.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(from.GetAddressBytes().AsSpan(0, 8)) : from.ToString();
    }
}
