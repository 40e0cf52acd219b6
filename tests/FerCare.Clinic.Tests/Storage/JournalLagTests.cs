using FerCare.Clinic.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Clinic.Tests.Storage;

/// <summary>What the journal says about itself, by a clock that stands still until it is moved.</summary>
public sealed class JournalLagTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_lag_counts_from_when_the_oldest_sample_was_appended()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var session = await clinic.LiveAsync();
        var clock = new FakeTimeProvider();
        using var journal = Journal(clinic, clock, new JournalOptions { MaximumDelay = TimeSpan.FromMinutes(5) });
        journal.TryAppend(session.Id, ClinicOnDisk.Frame(0)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(8));
        journal.TryAppend(session.Id, ClinicOnDisk.Frame(40)).ShouldBeTrue();

        await journal.StartAsync(Cancel);

        await Until(() => journal.Health.Lag == TimeSpan.FromSeconds(8));
        await journal.FlushAsync(Cancel);
        journal.Health.Lag.ShouldBe(TimeSpan.Zero);
        await journal.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_sample_that_found_no_room_is_told_with_how_long_ago_it_was()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync(start: false);
        var session = await clinic.LiveAsync();
        var clock = new FakeTimeProvider();
        using var journal = Journal(clinic, clock, new JournalOptions { Capacity = 1 });
        journal.TryAppend(session.Id, ClinicOnDisk.Frame(0)).ShouldBeTrue();
        journal.Health.RefusedAgo.ShouldBeNull();

        journal.TryAppend(session.Id, ClinicOnDisk.Frame(40)).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(3));

        journal.Health.RefusedAgo.ShouldBe(TimeSpan.FromSeconds(3));
    }

    private static SessionJournal Journal(ClinicOnDisk clinic, TimeProvider clock, JournalOptions options) =>
        new(clinic.Database, clinic.Get<InterruptedSessions>(), clock, NullLogger<SessionJournal>.Instance, options);

    private static async Task Until(Func<bool> reached)
    {
        for (var i = 0; i < 1500 && !reached(); i++) await Task.Delay(20, Cancel);
        reached().ShouldBeTrue();
    }
}
