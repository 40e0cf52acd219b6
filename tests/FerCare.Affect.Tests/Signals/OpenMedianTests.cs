using CsCheck;
using FerCare.Affect.Signals;

namespace FerCare.Affect.Tests.Signals;

public sealed class OpenMedianTests
{
    [Fact]
    public void The_open_median_is_the_middle_of_the_sorted_open_ratios() => Gen.Double[0.2, 0.4].Array[400, 900].Sample(ratios =>
    {
        FrameSample[] frames = [.. ratios.Select((r, i) => new FrameSample(i * 33L, QualityIssue.None, null, r, r, null, null))];
        var sorted = ratios.Order().ToArray();
        double Middle(double[] of) => (of[(of.Length - 1) / 2] + of[of.Length / 2]) / 2;
        var open = sorted.Where(r => r >= 0.75 * Middle(sorted)).ToArray();
        Blinks.Of(frames, SignalOptions.Default).OpenMedian!.Value.ShouldBe(Middle(open), 1e-12);
    }, iter: 50);
}
