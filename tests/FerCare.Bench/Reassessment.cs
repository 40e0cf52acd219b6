using System.Diagnostics;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Samples;

namespace FerCare.Bench;

/// <summary>How long it takes to work out the signals and findings of a stored session of 50 minutes anew.</summary>
/// <param name="ProcessorMs">Median processor time, milliseconds: what it takes where a core is free.</param>
/// <param name="ElapsedMs">Median time by the clock on this machine, milliseconds.</param>
internal sealed record Reassessment(int Frames, int Emotions, int Rounds, double ProcessorMs, double ElapsedMs)
{
    private const int WarmUp = 3, Timed = 15;

    /// <summary>Times signals, findings, evidence and uncertainty band of a session with high indices.</summary>
    public static Reassessment Measure(IndicatorOptions options)
    {
        var usual = new SyntheticSession { EmotionsPerSecond = 10, FramesPerSecond = 30 };
        var baseline = PatientBaseline.From([.. Enumerable.Range(1, options.MinimumBaselineSessions).Select(seed => (usual with { Seed = seed }).Signals())], options)!;
        var stored = (usual with { Seconds = 50 * 60, Seed = 9, SmileShare = 0.05, BlinksPerMinute = 28, FearAnger = 0.3 }).Build();
        var (processor, elapsed) = (new List<double>(), new List<double>());
        for (var round = 0; round < WarmUp + Timed; round++)
        {
            var (before, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            // As read from storage: nothing that an earlier round worked out is left.
            var series = new SessionSeries(stored.Frames, stored.Emotions, stored.Gaps, stored.Baseline, stored.DurationMs);
            IndicatorAssessor.Assess(series, SessionSignals.Of(series, options.Signals), baseline, [], options);
            if (round < WarmUp) continue;
            elapsed.Add(clock.Elapsed.TotalMilliseconds);
            processor.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        return new(stored.Frames.Count, stored.Emotions.Count, Timed, Median(processor), Median(elapsed));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
