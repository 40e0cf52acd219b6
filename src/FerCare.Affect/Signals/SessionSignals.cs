using System.Text.Json.Serialization;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Signals;

/// <summary>The signals of one session, each a value or the reason why it is withheld.</summary>
/// <param name="Coverage">Valid share of the observed time, 0..1.</param>
/// <param name="ValidSeconds">Time covered by valid frames, seconds.</param>
/// <param name="WithheldBecause">Why no indicator may be drawn from the session; null where it is valid.</param>
public sealed record SessionSignals(
    Signal SmileRatio, Signal SadnessRatio, Signal NegativeAffectRatio, Signal Expressivity, Signal HeadVelocity, Signal HeadDownShare,
    Signal EyeOpening, Signal BlinkRate, Signal BlinkDuration, Signal FearAngerShare, double Coverage, double ValidSeconds, string? WithheldBecause)
{
    /// <summary>What stands for a signal in sessions that were stored before it was measured.</summary>
    private static readonly Signal NotMeasuredThen = Signal.Withheld("not measured when this was stored");

    public Signal Valence { get; init; } = NotMeasuredThen;
    public Signal ValenceLability { get; init; } = NotMeasuredThen;
    public Signal LabelChangeRate { get; init; } = NotMeasuredThen;
    public Signal NonNeutralShare { get; init; } = NotMeasuredThen;
    public Signal YawSpread { get; init; } = NotMeasuredThen;
    public Signal PitchSpread { get; init; } = NotMeasuredThen;
    public Signal BlinkCount { get; init; } = NotMeasuredThen;
    public Signal BlinkInterval { get; init; } = NotMeasuredThen;
    public Signal EyelidClosure { get; init; } = NotMeasuredThen;

    /// <summary>The parts of the session that were looked at, in order; null where it was the whole.</summary>
    public IReadOnlyList<TimeSpanMs>? Counted { get; init; }

    /// <summary>Name and version of the network that read the expressions; null where that was not recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Network { get; init; }

    /// <summary>Enough of the session was usable for indicators and for the patient's baseline.</summary>
    [JsonIgnore]
    public bool IsValid => WithheldBecause is null;

    /// <summary>One signal.</summary>
    public Signal this[SignalKind kind] => kind switch
    {
        SignalKind.SmileRatio => SmileRatio,
        SignalKind.SadnessRatio => SadnessRatio,
        SignalKind.NegativeAffectRatio => NegativeAffectRatio,
        SignalKind.Expressivity => Expressivity,
        SignalKind.HeadVelocity => HeadVelocity,
        SignalKind.HeadDownShare => HeadDownShare,
        SignalKind.EyeOpening => EyeOpening,
        SignalKind.BlinkRate => BlinkRate,
        SignalKind.BlinkDuration => BlinkDuration,
        SignalKind.FearAngerShare => FearAngerShare,
        SignalKind.Valence => Valence,
        SignalKind.ValenceLability => ValenceLability,
        SignalKind.LabelChangeRate => LabelChangeRate,
        SignalKind.NonNeutralShare => NonNeutralShare,
        SignalKind.YawSpread => YawSpread,
        SignalKind.PitchSpread => PitchSpread,
        SignalKind.BlinkCount => BlinkCount,
        SignalKind.BlinkInterval => BlinkInterval,
        SignalKind.EyelidClosure => EyelidClosure,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known signal."),
    };

    /// <summary>Works out the signals of a session.</summary>
    public static SessionSignals Of(SessionSeries series, SignalOptions options) => Of(SignalBlocks.Of(series, options), Timeline.Coverage.Of(series), options);

    /// <summary>Works out the signals of some parts of a session, in order and without overlaps; of the whole where there are none.</summary>
    public static SessionSignals Of(SessionSeries series, IReadOnlyList<TimeSpanMs>? counted, SignalOptions options) => counted is null ? Of(series, options)
        : Of(SignalBlocks.Of(series, options).Within(counted), Timeline.Coverage.Of(series, counted), options) with { Counted = counted };

    /// <summary>Works out the signals of tallied blocks; a signal that was seen too little is withheld with the reason.</summary>
    internal static SessionSignals Of(SignalBlocks blocks, Coverage coverage, SignalOptions options)
    {
        var total = SignalTally.Total(blocks.Blocks.Select(b => b.Tally));
        var emotionSeconds = total.Weight(SignalKind.SmileRatio);
        var noEmotions = TooShort(emotionSeconds, options, "readable emotions");
        var noHead = TooShort(total.Weight(SignalKind.YawSpread), options, "measured head pose");
        var noBlinks = blocks.Blinks.FrameRate < options.MinimumBlinkFrameRate && total.Weight(SignalKind.EyeOpening) > 0
            ? SignalText.Of($"{blocks.Blinks.FrameRate:0} frames per second, blinks need at least {options.MinimumBlinkFrameRate:0}")
            : TooShort(total.Weight(SignalKind.BlinkRate) * 60, options, "visible eyes");

        Signal Known(SignalKind kind, string? withheld) => withheld is not null ? Signal.Withheld(withheld) : Signal.Of(total.Value(kind) ?? 0);
        string? TooFew(SignalKind kind, string of, string needs) => total.Weight(kind) < options.MinimumBlinks
            ? SignalText.Of($"{total.Weight(kind):0} {of}, {needs} needs at least {options.MinimumBlinks}") : null;

        return new(
            Known(SignalKind.SmileRatio, noEmotions),
            Known(SignalKind.SadnessRatio, noEmotions),
            Known(SignalKind.NegativeAffectRatio, noEmotions ?? (total.Weight(SignalKind.NegativeAffectRatio) < options.MinimumAffect * emotionSeconds
                ? SignalText.Of($"positive and negative emotion together under {options.MinimumAffect:0.00}, too little for a ratio") : null)),
            Known(SignalKind.Expressivity, TooShort(total.Weight(SignalKind.Expressivity), options, "measured facial movement")),
            Known(SignalKind.HeadVelocity, TooShort(total.Weight(SignalKind.HeadVelocity), options, "measured head pose")),
            Known(SignalKind.HeadDownShare, blocks.NeutralPitch is null
                ? SignalText.Of($"no neutral baseline with at least {options.MinimumBaselineSeconds:0} s of visible head")
                : TooShort(total.Weight(SignalKind.HeadDownShare), options, "measured head pose")),
            Known(SignalKind.EyeOpening, TooShort(total.Weight(SignalKind.EyeOpening), options, "visible eyes")),
            Known(SignalKind.BlinkRate, noBlinks),
            Known(SignalKind.BlinkDuration, noBlinks ?? TooFew(SignalKind.BlinkDuration, "blinks", "a mean duration")),
            Known(SignalKind.FearAngerShare, noEmotions),
            coverage.ValidShare, coverage.ValidSeconds, WhyWithheld(coverage, options))
        {
            Valence = Known(SignalKind.Valence, noEmotions),
            ValenceLability = Known(SignalKind.ValenceLability, TooShort(total.Weight(SignalKind.ValenceLability), options, "neighbouring seconds with readable emotions")),
            LabelChangeRate = Known(SignalKind.LabelChangeRate, noEmotions),
            NonNeutralShare = Known(SignalKind.NonNeutralShare, noEmotions),
            YawSpread = Known(SignalKind.YawSpread, noHead),
            PitchSpread = Known(SignalKind.PitchSpread, noHead),
            BlinkCount = Known(SignalKind.BlinkCount, noBlinks),
            BlinkInterval = Known(SignalKind.BlinkInterval, noBlinks ?? TooFew(SignalKind.BlinkInterval, "intervals between blinks", "a mean")),
            EyelidClosure = Known(SignalKind.EyelidClosure, noBlinks ?? blocks.NoEyelidClosure),
        };
    }

    private static string? WhyWithheld(Coverage coverage, SignalOptions options) =>
        coverage.ValidSeconds < options.MinimumValidSeconds ? SignalText.Of($"{Math.Floor(coverage.ValidSeconds):0} s of valid frames, at least {options.MinimumValidSeconds:0} s are needed")
        : coverage.ValidShare < options.MinimumCoverage ? SignalText.Of($"{Math.Floor(coverage.ValidShare * 100):0} % of the observed time had valid frames, at least {options.MinimumCoverage * 100:0} % are needed")
        : null;

    private static string? TooShort(double seconds, SignalOptions options, string of) => seconds >= options.MinimumSignalSeconds ? null
        : SignalText.Of($"{Math.Floor(seconds):0} s of {of}, at least {options.MinimumSignalSeconds:0} s are needed");
}
