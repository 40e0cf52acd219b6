using System.Globalization;
using System.Text.Json.Serialization;

namespace FerCare.Affect.Signals;

/// <summary>The figures that describe one session. Stored by name: never rename.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignalKind>))]
public enum SignalKind
{
    /// <summary>Share of time with p(happy) of 0.5 or more.</summary>
    SmileRatio,

    /// <summary>Share of time with p(sad) of 0.5 or more; shown, part of no index.</summary>
    SadnessRatio,

    /// <summary>Anger, disgust, fear and sadness as a share of themselves and happiness; shown, part of no index.</summary>
    NegativeAffectRatio,

    /// <summary>Path of the aligned landmarks, inter-ocular distances per second.</summary>
    Expressivity,

    /// <summary>Root mean square of the head's angular velocity, degrees per second.</summary>
    HeadVelocity,

    /// <summary>Share of time with the head 10 degrees or more below the session's neutral baseline.</summary>
    HeadDownShare,

    /// <summary>Mean eye aspect ratio outside blinks (Soukupova and Cech 2016).</summary>
    EyeOpening,

    /// <summary>Blinks per minute.</summary>
    BlinkRate,

    /// <summary>Mean length of a blink, milliseconds.</summary>
    BlinkDuration,

    /// <summary>Mean of p(fear) + p(angry).</summary>
    FearAngerShare,

    /// <summary>Mean of p(happy) - max(p(sad), p(angry), p(fear), p(disgust)): a proxy for valence, not for arousal; shown, part of no index.</summary>
    Valence,

    /// <summary>Mean squared difference of the valence of neighbouring seconds (MSSD at 1 Hz); shown, part of no index.</summary>
    ValenceLability,

    /// <summary>Changes of the emotion named on screen, per minute; shown, part of no index.</summary>
    LabelChangeRate,

    /// <summary>Mean of 1 - p(neutral), the other form of expressivity; shown, part of no index: it would score lasting sadness as liveliness.</summary>
    NonNeutralShare,

    /// <summary>Standard deviation of the head's yaw, degrees; shown, part of no index.</summary>
    YawSpread,

    /// <summary>Standard deviation of the head's pitch, degrees; shown, part of no index.</summary>
    PitchSpread,

    /// <summary>Number of blinks; shown, part of no index.</summary>
    BlinkCount,

    /// <summary>Mean time from one blink to the next, seconds; shown, part of no index.</summary>
    BlinkInterval,

    /// <summary>PERCLOS P80: share of time with openness of 20 % or less in closures of 500 ms or more: drowsiness, not mood (Abe 2023); shown, part of no index.</summary>
    EyelidClosure,
}

/// <summary>How signals are named and written for people.</summary>
public static class SignalKinds
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<SignalKind> All { get; } = Enum.GetValues<SignalKind>();

    /// <summary>A short English name.</summary>
    public static string Title(this SignalKind kind) => kind switch
    {
        SignalKind.SmileRatio => "Smiling",
        SignalKind.SadnessRatio => "Sad expression",
        SignalKind.NegativeAffectRatio => "Negative share of expressed emotion",
        SignalKind.Expressivity => "Facial movement",
        SignalKind.HeadVelocity => "Head movement",
        SignalKind.HeadDownShare => "Head lowered",
        SignalKind.EyeOpening => "Eye opening",
        SignalKind.BlinkRate => "Blink rate",
        SignalKind.BlinkDuration => "Blink duration",
        SignalKind.FearAngerShare => "Fear and anger",
        SignalKind.Valence => "Valence (proxy)",
        SignalKind.ValenceLability => "Lability of valence",
        SignalKind.LabelChangeRate => "Changes of expression",
        SignalKind.NonNeutralShare => "Expression other than neutral",
        SignalKind.YawSpread => "Head turning, SD",
        SignalKind.PitchSpread => "Head nodding, SD",
        SignalKind.BlinkCount => "Blinks",
        SignalKind.BlinkInterval => "Time between blinks",
        SignalKind.EyelidClosure => "Eyelid closure (PERCLOS)",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known signal."),
    };

    /// <summary>The emotion network gives it, so that another network gives another figure of the same face; all others come from the landmarks.</summary>
    public static bool IsOfEmotionNetwork(this SignalKind kind) => kind is SignalKind.SmileRatio or SignalKind.SadnessRatio or SignalKind.NegativeAffectRatio or SignalKind.FearAngerShare
        or SignalKind.Valence or SignalKind.ValenceLability or SignalKind.LabelChangeRate or SignalKind.NonNeutralShare;

    /// <summary>The unit in which the value is kept.</summary>
    public static string Unit(this SignalKind kind) => kind switch
    {
        SignalKind.SmileRatio or SignalKind.SadnessRatio or SignalKind.HeadDownShare or SignalKind.EyelidClosure => "share of time",
        SignalKind.NegativeAffectRatio or SignalKind.FearAngerShare or SignalKind.NonNeutralShare => "share of expression",
        SignalKind.Expressivity => "eye distances/s",
        SignalKind.HeadVelocity => "degrees/s",
        SignalKind.EyeOpening => "aspect ratio",
        SignalKind.BlinkRate or SignalKind.LabelChangeRate => "per minute",
        SignalKind.BlinkDuration => "ms",
        SignalKind.Valence => "-1 to 1",
        SignalKind.ValenceLability => "squared valence",
        SignalKind.YawSpread or SignalKind.PitchSpread => "degrees",
        SignalKind.BlinkCount => "blinks",
        SignalKind.BlinkInterval => "s",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known signal."),
    };

    /// <summary>A value with its unit, as it stands on screen and in reports; the same in every culture.</summary>
    public static string Write(this SignalKind kind, double value) => kind switch
    {
        SignalKind.Expressivity => Invariant($"{value:0.00} eye distances/s"),
        SignalKind.HeadVelocity => Invariant($"{value:0.0} °/s"),
        SignalKind.EyeOpening => Invariant($"{value:0.00}"),
        SignalKind.BlinkRate or SignalKind.LabelChangeRate => Invariant($"{value:0.0} per minute"),
        SignalKind.BlinkDuration => Invariant($"{value:0} ms"),
        SignalKind.Valence => Invariant($"{value:0.00}"),
        SignalKind.ValenceLability => Invariant($"{value:0.000}"),
        SignalKind.YawSpread or SignalKind.PitchSpread => Invariant($"{value:0.0}°"),
        SignalKind.BlinkCount => Invariant($"{value:0}"),
        SignalKind.BlinkInterval => Invariant($"{value:0.0} s"),
        _ => Invariant($"{value * 100:0} %"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
