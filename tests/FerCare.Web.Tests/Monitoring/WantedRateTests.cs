using FerCare.Web.Monitoring;

namespace FerCare.Web.Tests.Monitoring;

public sealed class WantedRateTests
{
    private readonly WantedRate wanted = new(new MonitoringOptions { FramesPerSecond = 25, SlowDownFromMs = 80, SpeedUpToMs = 30 });

    [Fact]
    public void It_goes_down_while_frames_are_shed_and_up_again_after_calm()
    {
        Round(shed: 1);
        wanted.PerSecond.ShouldBe(25);

        Rounds(9, shed: 50);
        wanted.PerSecond.ShouldBe(10);

        Rounds(30);
        wanted.PerSecond.ShouldBe(25);
    }

    [Fact]
    public void It_goes_down_when_frames_wait_long_before_any_is_shed()
    {
        Round(waitMs: 79);
        wanted.PerSecond.ShouldBe(25);

        Round(waitMs: 80);
        wanted.PerSecond.ShouldBe(20);
    }

    [Fact]
    public void Between_the_two_waits_it_stays_however_long_that_lasts()
    {
        Round(waitMs: 100);
        Rounds(500, waitMs: 50);

        wanted.PerSecond.ShouldBe(20);
    }

    [Fact]
    public void A_step_up_that_has_to_be_taken_back_makes_the_next_calm_longer()
    {
        Round(waitMs: 100);
        RoundsUntilUp(waitMs: 20).ShouldBe(10);
        Round(waitMs: 100);
        RoundsUntilUp(waitMs: 20).ShouldBe(20);
        Round(waitMs: 100);
        RoundsUntilUp(waitMs: 20).ShouldBe(40);
    }

    [Fact]
    public void When_far_fewer_frames_come_than_before_the_calm_is_short_again()
    {
        for (var i = 0; i < 4; i++)
        {
            Round(waitMs: 100);
            RoundsUntilUp(waitMs: 20);
        }

        Rounds(3, waitMs: 100);

        wanted.PerSecond.ShouldBe(10);
        Rounds(31, waitMs: 20);
        wanted.PerSecond.ShouldBe(10, "as many come as before");

        for (var i = 0; i < 30; i++) wanted.Judge(new FrameCounts(20, 0, 0, 20, TimeSpan.Zero));
        wanted.PerSecond.ShouldBe(25);
    }

    [Fact]
    public void Rounds_in_which_nobody_sends_are_calm()
    {
        Round(waitMs: 100);
        for (var i = 0; i < 10; i++) wanted.Judge(default);

        wanted.PerSecond.ShouldBe(25);
    }

    private int RoundsUntilUp(double waitMs)
    {
        var before = wanted.PerSecond;
        for (var round = 1; round <= 500; round++)
        {
            Round(waitMs);
            if (wanted.PerSecond > before) return round;
        }

        return int.MaxValue;
    }

    private void Rounds(int count, double waitMs = 0, long shed = 0)
    {
        for (var i = 0; i < count; i++) Round(waitMs, shed);
    }

    private void Round(double waitMs = 0, long shed = 0) => wanted.Judge(new FrameCounts(100, 0, shed, 100 - shed, TimeSpan.FromMilliseconds(waitMs * (100 - shed))));
}
