using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;

namespace FerCare.Web.Tests.Access;

/// <summary>Everything the running app answers to, read from its own endpoints.</summary>
internal static class RunningRoutes
{
    /// <summary>Method and route of each endpoint, and each public method of each hub; files that were made at build time left out.</summary>
    public static IReadOnlyList<(string Method, string Route)> Of(RunningApp app) =>
    [
        .. Routes(app).Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null).SelectMany(e => Methods(e).Select(m => (m, Address(e)))).Distinct(),
        .. HubMethods(app).Select(h => (MatrixLine.Hub, $"{h.Address} {h.Method.Name}")),
    ];

    /// <summary>The addresses of the files that were made at build time.</summary>
    public static IReadOnlyList<string> Files(RunningApp app) => [.. Routes(app).Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is not null).Select(Address).Distinct()];

    /// <summary>The public methods of the hubs, with the address of each.</summary>
    public static IReadOnlyList<(string Address, MethodInfo Method)> HubMethods(RunningApp app) =>
    [
        .. Routes(app).Where(e => e.Metadata.GetMetadata<HubMetadata>() is not null && !Address(e).EndsWith("/negotiate", StringComparison.Ordinal))
            .Select(e => (Address: Address(e), Type: e.Metadata.GetMetadata<HubMetadata>()!.HubType)).Distinct()
            .SelectMany(h => h.Type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                // What only overrides a hub's own life is no door.
                .Where(m => m.GetBaseDefinition().DeclaringType == h.Type && !m.IsSpecialName).Select(m => (h.Address, m))),
    ];

    private static IEnumerable<RouteEndpoint> Routes(RunningApp app) => app.Endpoints.OfType<RouteEndpoint>();

    private static IEnumerable<string> Methods(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["ANY"];

    private static string Address(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');
}
