using FerCare.Affect.Signals;

namespace FerCare.Affect.Tests.Signals;

/// <summary>Blinks found in noisy traces of the eye aspect ratio, held against those that were put in.</summary>
public sealed class BlinkTruthTests
{
    private const int Traces = 12;

    /// <summary>Share of the true blinks that were found, and share of the found ones that are true, over many traces.</summary>
    private static (double Recall, double Precision) Compare(SyntheticSession session)
    {
        int there = 0, found = 0, matched = 0;
        for (var seed = 1; seed <= Traces; seed++)
        {
            var trace = session with { Seed = seed };
            var truth = trace.BlinkTimes();
            var seen = Blinks.Of(trace.Build().Frames, SignalOptions.Default).Seen;
            there += truth.Count;
            found += seen.Count;
            var free = truth.ToList();
            foreach (var blink in seen)
            {
                var at = free.FindIndex(t => Math.Abs(t - blink.TimeMs) <= 150);
                if (at < 0) continue;
                free.RemoveAt(at);
                matched++;
            }
        }

        return ((double)matched / there, found == 0 ? 1 : (double)matched / found);
    }

    [Theory]
    [InlineData(25, 0.26, 0.012)]
    [InlineData(25, 0.40, 0.020)]
    [InlineData(30, 0.26, 0.012)]
    [InlineData(30, 0.32, 0.015)]
    [InlineData(30, 0.40, 0.020)]
    public void At_least_95_percent_of_blinks_are_found_and_of_those_found_are_real(double rate, double openEye, double noise)
    {
        var (recall, precision) = Compare(new SyntheticSession { FramesPerSecond = rate, OpenEye = openEye, EyeNoise = noise, Seconds = 120 });
        recall.ShouldBeGreaterThanOrEqualTo(0.95);
        precision.ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(330)]
    public void Short_and_long_blinks_are_found_as_well(double lengthMs)
    {
        var (recall, precision) = Compare(new SyntheticSession { BlinkMs = lengthMs, Seconds = 120 });
        recall.ShouldBeGreaterThanOrEqualTo(0.95);
        precision.ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public void At_ten_frames_per_second_every_blink_figure_abstains()
    {
        var signals = new SyntheticSession { FramesPerSecond = 10 }.Signals();
        foreach (var kind in new[] { SignalKind.BlinkRate, SignalKind.BlinkDuration, SignalKind.BlinkCount, SignalKind.BlinkInterval, SignalKind.EyelidClosure })
            signals[kind].WithheldBecause.ShouldNotBeNull().ShouldContain("10 frames per second");
    }
}
