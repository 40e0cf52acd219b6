using FerCare.Affect.Signals;

namespace FerCare.Affect.Indicators;

/// <summary>A signal's part in an index.</summary>
/// <param name="Phrase">What is said where it was seen: "less smiling".</param>
/// <param name="Source">Where the direction was reported.</param>
public sealed record ComponentRule(SignalKind Signal, Direction Direction, string Phrase, string Source);

/// <summary>How far a signal wanders between sessions of one unchanged person.</summary>
/// <param name="PriorSd">Standard deviation assumed before anything is known of the person, in the signal's unit.</param>
/// <param name="MeasurementError">The standard deviation is never taken below this, in the signal's unit.</param>
public sealed record SignalSpread(double PriorSd, double MeasurementError);

/// <summary>Every threshold of the indicators with its unit and source. Where no source is named it is an engineering default.</summary>
public sealed record IndicatorOptions
{
    /// <summary>Version of the rules; indices of different versions are never compared.</summary>
    public const string RuleVersion = "2026.5";

    public static IndicatorOptions Default { get; } = new();

    public SignalOptions Signals { get; init; } = SignalOptions.Default;

    /// <summary>Valid sessions of the same context before there is a baseline.</summary>
    public int MinimumBaselineSessions { get; init; } = 3;

    /// <summary>
    /// Valid sessions after which the baseline is frozen: one that rolled on would absorb an illness, and one of five sessions absorbs a change
    /// that begins with the fourth (by simulation it then finds a half to two thirds of those whom one of three sessions finds; docs/indicators.md).
    /// </summary>
    public int MaximumBaselineSessions { get; init; } = 3;

    /// <summary>Baseline sessions in which a signal must have been measured to be compared; the fewer, the less its mean counts.</summary>
    public int MinimumBaselineValues { get; init; } = 2;

    /// <summary>Weight of the prior standard deviation, in pseudo-observations.</summary>
    public double PriorObservations { get; init; } = 8;

    /// <summary>z is clipped to this either way, standard deviations, so that no single component decides.</summary>
    public double ZLimit { get; init; } = 3;

    /// <summary>Correlation assumed between components, so that indices of 3 and of 6 components have the same spread.</summary>
    public double Correlation { get; init; } = 0.3;

    /// <summary>Index from which a session counts towards a flag (set by simulation: under 5 % of unchanged patients are flagged per index in ten sessions; docs/indicators.md).</summary>
    public double FlagThreshold { get; init; } = 1.65;

    /// <summary>Sessions at or above the threshold that raise a flag ...</summary>
    public int FlagCount { get; init; } = 2;

    /// <summary>... among this many latest valid sessions.</summary>
    public int FlagWindow { get; init; } = 3;

    /// <summary>Resamplings for the uncertainty band.</summary>
    public int BootstrapRounds { get; init; } = 400;

    /// <summary>Probability mass of the uncertainty band.</summary>
    public double BandMass { get; init; } = 0.95;

    /// <summary>Seed of the resampling, so that a re-assessment gives the same band.</summary>
    public int BootstrapSeed { get; init; } = 2026;

    /// <summary>Share of the blocks that are looked at as evidence.</summary>
    public double EvidenceShare { get; init; } = 0.25;

    /// <summary>Most evidence windows of a finding.</summary>
    public int MaximumEvidence { get; init; } = 5;

    /// <summary>Usable time without which a block is no evidence, seconds.</summary>
    public double MinimumEvidenceSeconds { get; init; } = 5;

    /// <summary>Available components without which the depression-pattern index is withheld.</summary>
    public int MinimumDepressionComponents { get; init; } = 4;

    /// <summary>Available components without which the stress-pattern index is withheld.</summary>
    public int MinimumStressComponents { get; init; } = 2;

    /// <summary>Components of the depression-pattern index.</summary>
    public IReadOnlyList<ComponentRule> DepressionComponents { get; init; } =
    [
        new(SignalKind.SmileRatio, Direction.Less, "less smiling", "Girard et al. 2014"),
        new(SignalKind.Expressivity, Direction.Less, "less facial movement", "Kacem et al. 2018"),
        new(SignalKind.HeadVelocity, Direction.Less, "less head movement", "Girard et al. 2014"),
        new(SignalKind.EyeOpening, Direction.Less, "eyes less open", "Alghowinem et al. 2013"),
        new(SignalKind.BlinkDuration, Direction.More, "longer blinks", "Alghowinem et al. 2013"),
        new(SignalKind.HeadDownShare, Direction.More, "head lowered more", "Scherer et al. 2013"),
    ];

    /// <summary>Components of the stress-pattern index.</summary>
    public IReadOnlyList<ComponentRule> StressComponents { get; init; } =
    [
        new(SignalKind.BlinkRate, Direction.More, "more blinks", "Korda et al. 2021"),
        new(SignalKind.HeadVelocity, Direction.More, "more head movement", "Giannakakis et al. 2017"),
        new(SignalKind.FearAngerShare, Direction.More, "more fear and anger", "weak and bound to context; engineering default"),
    ];

    /// <summary>Spread of each signal that is part of an index (engineering defaults until measured on patients).</summary>
    public IReadOnlyDictionary<SignalKind, SignalSpread> Spreads { get; init; } = new Dictionary<SignalKind, SignalSpread>
    {
        [SignalKind.SmileRatio] = new(0.08, 0.02),
        [SignalKind.Expressivity] = new(0.04, 0.01),
        [SignalKind.HeadVelocity] = new(2.5, 0.5),
        [SignalKind.EyeOpening] = new(0.02, 0.008),
        [SignalKind.BlinkDuration] = new(25, 8),
        [SignalKind.HeadDownShare] = new(0.08, 0.02),
        [SignalKind.BlinkRate] = new(4, 1),
        [SignalKind.FearAngerShare] = new(0.05, 0.01),
    };

    /// <summary>The components of one index.</summary>
    public IReadOnlyList<ComponentRule> ComponentsOf(IndicatorKind kind) => kind == IndicatorKind.DepressionPattern ? DepressionComponents : StressComponents;

    /// <summary>Components without which one index is withheld.</summary>
    public int MinimumComponentsOf(IndicatorKind kind) => kind == IndicatorKind.DepressionPattern ? MinimumDepressionComponents : MinimumStressComponents;
}
