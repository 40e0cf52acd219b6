using FerCare.Clinic;
using FerCare.Clinic.Storage;
using FerCare.Web.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Web.Tests.Faults;

public sealed class DatabaseHealthTests
{
    [Fact]
    public async Task A_data_folder_that_can_be_written_no_more_is_noticed_without_a_write_and_asked_for_once_in_two_seconds()
    {
        await using var app = await RunningApp.StartAsync();
        var database = app.Services.GetRequiredService<ClinicDatabase>();
        var clock = new FakeTimeProvider();
        var health = new DatabaseHealth(app.Services.GetRequiredService<IDbContextFactory<ClinicContext>>(), database, clock);
        (await StatusAsync(health)).ShouldBe(HealthStatus.Healthy);

        // Where the trial file should come there is something that is no file: the same refusal as of a read-only disk.
        var obstacle = Directory.CreateDirectory(database.Path + ".trial");
        var kept = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => StatusAsync(health)));
        clock.Advance(DatabaseHealth.GoodFor);
        var later = await StatusAsync(health);
        obstacle.Delete();
        clock.Advance(DatabaseHealth.GoodFor);

        kept.ShouldAllBe(status => status == HealthStatus.Healthy);
        later.ShouldBe(HealthStatus.Unhealthy);
        (await StatusAsync(health)).ShouldBe(HealthStatus.Healthy);
    }

    private static async Task<HealthStatus> StatusAsync(DatabaseHealth health) =>
        (await health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status;
}
