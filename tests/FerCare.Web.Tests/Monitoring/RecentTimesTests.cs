using FerCare.Web.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace FerCare.Web.Tests.Monitoring;

public sealed class RecentTimesTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Percentiles_are_those_of_what_was_added()
    {
        var times = new RecentTimes(clock);
        for (var ms = 1; ms <= 100; ms++) times.Add(TimeSpan.FromMilliseconds(ms));

        times.At(0.5).ShouldBe(TimeSpan.FromMilliseconds(50));
        times.At(0.99).ShouldBe(TimeSpan.FromMilliseconds(99));
        times.At(1).ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void What_is_older_than_half_a_minute_does_not_count()
    {
        var times = new RecentTimes(clock);
        times.At(0.5).ShouldBeNull();
        times.Add(TimeSpan.FromSeconds(9));
        clock.Advance(TimeSpan.FromSeconds(20));
        times.Add(TimeSpan.FromSeconds(1));
        times.At(1).ShouldBe(TimeSpan.FromSeconds(9));

        clock.Advance(TimeSpan.FromSeconds(20));

        times.At(1).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Of_very_many_the_latest_count()
    {
        var times = new RecentTimes(clock);
        times.Add(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 5000; i++) times.Add(TimeSpan.FromMilliseconds(5));

        times.At(1).ShouldBe(TimeSpan.FromMilliseconds(5));
    }
}
