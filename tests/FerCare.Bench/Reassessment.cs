using System.Diagnostics;
using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;
using FerCare.Samples;

namespace FerCare.Bench;

/// <summary>How long it takes to work out the signals and findings of a stored session of 50 minutes anew, milliseconds.</summary>
internal sealed record Reassessment(int Frames, int Emotions, int Runs, double Fastest, double Median)
{
    private const int Rounds = 15;

    /// <summary>Times signals and findings, evidence and uncertainty band included, for a session that is flagged high by both.</summary>
    public static Reassessment Measure(IndicatorOptions options)
    {
        var usual = new SyntheticSession { EmotionsPerSecond = 10, FramesPerSecond = 30 };
        var baseline = PatientBaseline.From([.. Enumerable.Range(1, options.MinimumBaselineSessions).Select(seed => (usual with { Seed = seed }).Signals())], options)!;
        var stored = (usual with { Seconds = 50 * 60, Seed = 9, SmileShare = 0.05, BlinksPerMinute = 28, FearAnger = 0.14 }).Build();
        var took = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            // As read from storage: nothing that an earlier round worked out is left.
            var series = new SessionSeries(stored.Frames, stored.Emotions, stored.Gaps, stored.Baseline, stored.DurationMs);
            IndicatorAssessor.Assess(series, SessionSignals.Of(series, options.Signals), baseline, [], options);
            took[round] = clock.Elapsed.TotalMilliseconds;
        }

        Array.Sort(took);
        return new(stored.Frames.Count, stored.Emotions.Count, Rounds, took[0], took[Rounds / 2]);
    }
}
