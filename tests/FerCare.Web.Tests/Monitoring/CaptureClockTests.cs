using CsCheck;
using FerCare.Web.Monitoring;

namespace FerCare.Web.Tests.Monitoring;

public sealed class CaptureClockTests
{
    [Fact]
    public void Jitter_of_the_network_does_not_reach_the_intervals()
    {
        var clock = new CaptureClock();
        double[] delays = [5, 80, 12, 140, 5, 33, 90, 6];

        var times = delays.Select((delay, i) => clock.At(50_000 + 40 * i, 1000 + 40 * i + delay)).ToList();

        times.Zip(times.Skip(1), (a, b) => b - a).ShouldAllBe(step => step >= 39 && step <= 41);
    }

    [Fact]
    public void A_new_page_with_another_clock_goes_on_in_the_same_session()
    {
        var clock = new CaptureClock();
        var before = clock.At(900_000, 5000);

        clock.Rejoin();

        clock.At(12, 8000).ShouldBe(8000);
        before.ShouldBe(5000);
    }

    [Fact]
    public void A_clock_that_jumps_is_followed_again_after_at_most_two_seconds()
    {
        var clock = new CaptureClock();
        clock.At(10_000, 1000);

        clock.At(4_000, 1040).ShouldBe(1040);
        clock.At(4_040, 1080).ShouldBe(1080);
    }

    [Fact]
    public void Whatever_the_browser_claims_times_rise_and_stay_near_the_arrival() =>
        Gen.Select(Gen.OneOf(Gen.Double, Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Double[0, 1e7]), Gen.Double[1, 200]).Array[1, 60].Sample(frames =>
        {
            var clock = new CaptureClock();
            var arrival = 0.0;
            var last = -1L;
            foreach (var (capture, later) in frames)
            {
                arrival += later;
                var at = clock.At(capture, arrival);
                if (at <= last || at > arrival + frames.Length || at < arrival - CaptureClock.LongestDelayMs - 1) return false;
                last = at;
            }

            return true;
        });
}
