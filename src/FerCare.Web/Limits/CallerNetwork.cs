using System.Net;
using System.Net.Sockets;

namespace FerCare.Web.Limits;

/// <summary>The network a request comes from, as far as limits tell addresses apart.</summary>
internal static class CallerNetwork
{
    /// <summary>The IPv4 address, or the first 64 bits of an IPv6 address: whoever has one of these has all 2^64 of its network.</summary>
    public static string Of(IPAddress? from)
    {
        if (from is null) return "unknown";
        if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
        return from.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(from.GetAddressBytes().AsSpan(0, 8)) : from.ToString();
    }
}
