using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Tests.Indicators;

public sealed class EvidenceTests
{
    private static readonly IndicatorOptions options = IndicatorOptions.Default;
    private static readonly SyntheticSession usual = new() { HeadDownShare = 0.1, SmileShare = 0.5, MovementPerSecond = 0.3 };
    private static readonly PatientBaseline baseline = PatientBaseline.From([.. Enumerable.Range(1, 5).Select(i => (usual with { Seed = i }).Signals())], options)!;

    private static IndicatorFinding Depression(SessionSeries series) =>
        IndicatorAssessor.Assess(series, SessionSignals.Of(series, options.Signals), baseline, [], options).Single(f => f.Kind == IndicatorKind.DepressionPattern);

    /// <summary>An ordinary session in which one part is replaced by the same part of a still, unsmiling one.</summary>
    private static SessionSeries StillBetween(long fromMs, long toMs) => StillWhere(240, t => t >= fromMs && t < toMs);

    private static SessionSeries StillWhere(double seconds, Func<long, bool> still)
    {
        var lively = (usual with { Seed = 20, Seconds = seconds }).Build();
        var numb = (usual with { Seed = 20, Seconds = seconds, SmileShare = 0, MovementPerSecond = 0.01, HeadSwayDegrees = 0, HeadDownShare = 1, OpenEye = 0.25 }).Build();
        return new(
            [.. lively.Frames.Zip(numb.Frames).Select(f => still(f.First.TimeMs) ? f.Second : f.First)],
            [.. lively.Emotions.Zip(numb.Emotions).Select(e => still(e.First.TimeMs) ? e.Second : e.First)], [], lively.Baseline, lively.DurationMs);
    }

    [Fact]
    public void Evidence_lies_where_the_change_was_and_says_what_was_seen()
    {
        var finding = Depression(StillBetween(100_000, 220_000));
        finding.Index!.Value.ShouldBeGreaterThan(options.FlagThreshold);
        finding.Evidence.ShouldNotBeEmpty();
        finding.Evidence.ShouldAllBe(w => w.FromMs >= 100_000 && w.ToMs <= 220_000);
        var seen = string.Join(" ", finding.Evidence.Select(w => w.What));
        seen.ShouldContain("less smiling: 0 % (baseline 50 %)");
    }

    [Fact]
    public void Evidence_windows_are_at_least_ten_seconds_in_order_and_do_not_touch()
    {
        var evidence = Depression(StillBetween(60_000, 240_000)).Evidence;
        evidence.ShouldNotBeEmpty();
        evidence.ShouldAllBe(w => w.ToMs - w.FromMs >= 10_000);
        evidence.Count.ShouldBeLessThanOrEqualTo(options.MaximumEvidence);
        for (var i = 1; i < evidence.Count; i++) evidence[i].FromMs.ShouldBeGreaterThan(evidence[i - 1].ToMs);
    }

    [Fact]
    public void The_band_holds_the_index_and_narrows_with_a_longer_session()
    {
        IndicatorFinding Mixed(double seconds) => Depression(StillWhere(seconds, t => t / 20_000 % 10 == 3));
        static double Width(IndicatorFinding finding) => finding.High!.Value - finding.Low!.Value;

        var (brief, long_) = (Mixed(150), Mixed(1500));
        brief.Low!.Value.ShouldBeLessThan(brief.Index!.Value);
        brief.High!.Value.ShouldBeGreaterThan(brief.Index!.Value);
        Width(long_).ShouldBeLessThan(Width(brief) * 0.6);
    }
}
