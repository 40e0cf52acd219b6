using System.Net;
using FerCare.Web.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Accounts;

public sealed class FailedTriesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_failures_from_one_address_shut_it_out_whatever_account_they_were_for()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        using var browser = app.Browser();
        var tries = app.Services.GetRequiredService<FailedTries>();
        for (var i = 0; i < FailedTries.MostInAnHour - 1; i++) tries.Count(IPAddress.Loopback);

        using (var last = await browser.SignInAsync("nobody", "wrong")) last.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await browser.SignInAsync("vera", RunningApp.Password);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("Too many attempts");
        tries.AreSpent(IPAddress.Parse("192.0.2.1")).ShouldBeFalse();
    }

    [Fact]
    public async Task Signing_in_properly_counts_for_nothing()
    {
        await using var app = await RunningApp.StartAsync();
        await app.HireAsync("vera", "Team North");
        var tries = app.Services.GetRequiredService<FailedTries>();
        for (var i = 0; i < FailedTries.MostInAnHour - 1; i++) tries.Count(IPAddress.Loopback);

        for (var i = 0; i < 3; i++) (await app.SignedInAsync("vera")).Dispose();

        tries.AreSpent(IPAddress.Loopback).ShouldBeFalse();
    }

    [Fact]
    public void The_addresses_of_one_network_count_as_one()
    {
        using var tries = new FailedTries();
        for (var i = 0; i < FailedTries.MostInAnHour; i++) tries.Count(IPAddress.Parse($"2001:db8:1:2::{i + 1:x}"));
        tries.AreSpent(IPAddress.Parse("2001:db8:1:2::ffff")).ShouldBeTrue();
        tries.AreSpent(IPAddress.Parse("2001:db8:1:3::1")).ShouldBeFalse();
    }
}
