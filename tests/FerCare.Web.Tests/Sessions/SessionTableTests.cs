using FerCare.Clinic;
using FerCare.Clinic.Findings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Sessions;

/// <summary>What a list says of findings must not calm anybody who has not looked.</summary>
public sealed class SessionTableTests
{
    [Fact]
    public async Task A_list_tells_flags_to_review_from_confirmed_ones_and_from_none_and_from_no_index()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        var patient = await app.AdmitAsync(north);
        await app.HoldAsync(north, patient);
        using var browser = await app.SignedInAsync("north");

        (await ListAsync()).ShouldContain("No index");
        await SetAsync("NoFlag", ReviewState.Preliminary, 0.2);
        (await ListAsync()).ShouldContain("None flagged");
        await SetAsync(Finding.FlaggedStatus, ReviewState.Preliminary, 2);
        (await ListAsync()).ShouldContain("2 to review");
        await SetAsync(Finding.FlaggedStatus, ReviewState.Confirmed, 2);
        (await ListAsync()).ShouldContain("Flag confirmed");
        await SetAsync(Finding.FlaggedStatus, ReviewState.Dismissed, 2);
        (await ListAsync()).ShouldContain("None flagged");

        Task<string> ListAsync() => browser.ReadAsync($"/patients/{patient}");

        async Task SetAsync(string status, ReviewState review, double index)
        {
            await using var context = await app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
            await context.Findings.ExecuteUpdateAsync(set => set.SetProperty(f => f.Status, status).SetProperty(f => f.Review, review).SetProperty(f => f.Index, index), TestContext.Current.CancellationToken);
        }
    }
}
