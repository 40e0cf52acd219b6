using FerCare.Affect.Indicators;
using FerCare.Affect.Signals;

namespace FerCare.Affect.Tests.Indicators;

/// <summary>Figures as they came out before the computation was made faster: speed must not change what is found.</summary>
public sealed class UnchangedResultsTests
{
    private const double AnotherMachine = 1e-9; // Sines and logarithms of the made-up samples may differ in their last digit.

    private static readonly IReadOnlyDictionary<SignalKind, double> found = new Dictionary<SignalKind, double>
    {
        [SignalKind.SmileRatio] = 0.30097087378640835,
        [SignalKind.SadnessRatio] = 0,
        [SignalKind.NegativeAffectRatio] = 0.6706698152709627,
        [SignalKind.Expressivity] = 0.20000000000000043,
        [SignalKind.HeadVelocity] = 21.032480986345675,
        [SignalKind.HeadDownShare] = 0.19741100323624589,
        [SignalKind.EyeOpening] = 0.22608002220759274,
        [SignalKind.BlinkRate] = 10.10032340458599,
        [SignalKind.BlinkDuration] = 405.8339706853287,
        [SignalKind.FearAngerShare] = 0.360000014305115,
        [SignalKind.Valence] = 0.013939594084391065,
        [SignalKind.ValenceLability] = 0.0434138410009861,
        [SignalKind.LabelChangeRate] = 11.456310679611637,
        [SignalKind.NonNeutralShare] = 0.5888910448474025,
        [SignalKind.YawSpread] = 8.482678703513582,
        [SignalKind.PitchSpread] = 5.572165270381544,
        [SignalKind.BlinkCount] = 52,
        [SignalKind.BlinkInterval] = 5.837556747311084,
        [SignalKind.EyelidClosure] = 0.19780447457275938,
    };

    private static readonly SyntheticSession usual = new() { EmotionsPerSecond = 10, FramesPerSecond = 30 };

    /// <summary>With a pause, stretches without a face, and blinks of which some are too long.</summary>
    private static readonly SyntheticSession session = usual with
    {
        Seconds = 380, Seed = 6, SmileShare = 0.05 * 6, BlinksPerMinute = 48, FearAnger = 0.06 * 6, OpenEye = 0.26 + 0.02 * 6, HeadSwayDegrees = 12, BlinkMs = 720,
        NoFace = [new(70_000, 90_000), new(150_000, 151_000)], Gaps = [new(100_000, 120_000)],
    };

    [Fact]
    public void Every_signal_is_what_it_was()
    {
        var signals = SessionSignals.Of(session.Build(), SignalOptions.Default);
        foreach (var kind in SignalKinds.All) signals[kind].Value!.Value.ShouldBe(found[kind], AnotherMachine * Math.Max(1, found[kind]), kind.ToString());
        (signals.Coverage, signals.ValidSeconds).ShouldBe((0.9416666666666667, 339));
    }

    [Fact]
    public void Index_band_and_evidence_are_what_they_were()
    {
        var options = IndicatorOptions.Default;
        var baseline = PatientBaseline.From([.. Enumerable.Range(1, 3).Select(seed => (usual with { Seed = seed }).Signals())], options)!;
        var series = session.Build();
        var findings = IndicatorAssessor.Assess(series, SessionSignals.Of(series, options.Signals), baseline, [], options);
        Is(findings[0], 0.6072220737722284, 0.584755464029757, 0.6183466692414842);
        Is(findings[1], 2.003697887267256, 1.7331013901695675, 2.3096809880954696);
        findings[1].Evidence.Count.ShouldBe(5);
        findings[1].Evidence[0].ShouldBe(new(190_000, 200_000,
            "more blinks: 36.0 per minute (baseline 16.8 per minute); more head movement: 21.0 °/s (baseline 10.5 °/s); more fear and anger: 36 % (baseline 10 %)"));
    }

    private static void Is(IndicatorFinding finding, double index, double low, double high)
    {
        finding.Index!.Value.ShouldBe(index, AnotherMachine);
        finding.Low!.Value.ShouldBe(low, AnotherMachine);
        finding.High!.Value.ShouldBe(high, AnotherMachine);
    }
}
