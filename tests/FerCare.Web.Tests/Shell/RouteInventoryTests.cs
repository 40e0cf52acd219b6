using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace FerCare.Web.Tests.Shell;

public sealed class RouteInventoryTests
{
    // Whoever adds a page that strangers may open adds it here and says why.
    private static readonly string[] OpenToAll =
    [
        "/sign-in", "/sign-in/code", "/sign-in/second-factor", "/setup", // staff who are not signed in yet
        "/error", "/not-found",                                 // say nothing about anybody
        "health/live", "health/ready",                          // for the machine that watches the server
        "/join", "/join/redeem", "/join/unknown", "/join/used", "/join/expired", "/join/revoked", "/join/too-many-tries", "/join/not-joined", // patients with a link
    ];

    [Fact]
    public async Task Every_route_needs_a_signed_in_person_or_stands_in_the_list_of_open_ones()
    {
        await using var app = await RunningApp.StartAsync();

        var open = app.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => e.RoutePattern.RawText!).Where(r => !IsStaticFile(r)).Distinct().ToList();

        open.Select(Bare).Except(OpenToAll.Select(Bare)).ShouldBeEmpty();
        OpenToAll.Select(Bare).Except(open.Select(Bare)).ShouldBeEmpty("a route in the list is gone");
    }

    [Fact]
    public async Task Every_page_without_parameters_that_is_not_open_sends_a_stranger_away()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("north", "Team North");
        using var stranger = app.Browser();
        var closed = app.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(e => e.RoutePattern.RawText!).Where(r => !r.Contains('{') && !r.StartsWith("_blazor", StringComparison.Ordinal)).Distinct().ToList();
        closed.ShouldContain("/patients");

        foreach (var route in closed)
        {
            using var answer = await stranger.GetAsync("/" + Bare(route));
            ((int)answer.StatusCode).ShouldBeOneOf(302, 401, 405);
        }
    }

    private static string Bare(string route) => route.Trim('/');

    private static bool IsStaticFile(string route) => Path.HasExtension(route) || route.StartsWith("lib/", StringComparison.Ordinal) || route.Contains("{**path", StringComparison.Ordinal);
}
