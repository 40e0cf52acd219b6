using System.Net;

namespace FerCare.Web.Shell;

/// <summary>Where FerCare may listen: plain HTTP is for this machine, because on a network others could read passwords and faces.</summary>
public static class ListenAddresses
{
    // What ASPNETCORE_FORWARDEDHEADERS_ENABLED is called inside the program.
    private const string ProxyDeclared = "ForwardedHeaders_Enabled";

    /// <summary>Refuses plain HTTP that other machines reach, unless it is declared that a proxy stands before it.</summary>
    /// <param name="addresses">What the command line says.</param>
    /// <param name="configuration">May name further addresses, and declares the proxy.</param>
    /// <exception cref="InvalidDataException">An address is refused, or none; the message names it.</exception>
    public static void Require(IEnumerable<string> addresses, IConfiguration configuration)
    {
        var behindProxy = string.Equals(configuration[ProxyDeclared], "true", StringComparison.OrdinalIgnoreCase);
        var configured = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        foreach (var address in addresses.Concat(configured))
        {
            if (!IsPrivate(Parse(address)) && !behindProxy)
                throw new InvalidDataException($"Address {address}: expected HTTPS, or plain HTTP for this machine only (127.0.0.1 or localhost), found plain HTTP that other machines reach. Where a proxy that speaks HTTPS stands before it, start with ASPNETCORE_FORWARDEDHEADERS_ENABLED=true.");
        }
    }

    private static BindingAddress Parse(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            throw new InvalidDataException($"Address {address}: expected one such as {ServeSettings.DefaultUrls}, found something else.");
        }
    }

    private static bool IsPrivate(BindingAddress address) =>
        !address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || address.IsUnixPipe || address.IsNamedPipe
        || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(address.Host, out var number) && IPAddress.IsLoopback(number));
}
