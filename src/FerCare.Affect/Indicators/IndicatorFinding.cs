using System.Text.Json.Serialization;
using FerCare.Affect.Signals;

namespace FerCare.Affect.Indicators;

/// <summary>The two indices. They are never merged: head movement points in opposite directions. Stored by name: never rename.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IndicatorKind>))]
public enum IndicatorKind
{
    DepressionPattern,
    StressPattern,
}

/// <summary>What an assessment came to. Stored by name: never rename.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingStatus>))]
public enum FindingStatus
{
    /// <summary>The session does not allow an index; the reason is given.</summary>
    Withheld,

    /// <summary>The patient has no baseline of this context yet.</summary>
    NotEnoughSessions,

    /// <summary>An index, and no flag for review.</summary>
    NoFlag,

    /// <summary>An index, flagged for review by a clinician.</summary>
    Flagged,
}

/// <summary>Which way a component points when it adds to an index.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Direction>))]
public enum Direction
{
    Less = -1,
    More = 1,
}

/// <summary>One component of an index.</summary>
/// <param name="Signal">The figure it is made of.</param>
/// <param name="Name">Its English name.</param>
/// <param name="Value">This session's value, null where withheld.</param>
/// <param name="BaselineMean">Mean of the patient's baseline sessions, null without a baseline of this component.</param>
/// <param name="Z">Distance from the baseline in standard deviations, clipped; null where value or baseline is missing.</param>
/// <param name="Direction">Which way it adds to the index.</param>
/// <param name="Source">Where the direction was reported.</param>
/// <param name="WithheldBecause">Why value or z is missing.</param>
public sealed record ComponentScore(
    SignalKind Signal, string Name, double? Value, double? BaselineMean, double? Z, Direction Direction, string Source, string? WithheldBecause)
{
    /// <summary>The share in the index's sum: z with the sign of the direction.</summary>
    [JsonIgnore]
    public double? Contribution => Z * (int)Direction;
}

/// <summary>A part of the session that contributed most, with what was seen there.</summary>
public sealed record EvidenceWindow(long FromMs, long ToMs, string What);

/// <summary>
/// A change in facial behaviour relative to this patient's baseline, or the reason why none can be told. Never a diagnosis;
/// preliminary until a clinician has reviewed it.
/// </summary>
/// <param name="Reason">Why it is withheld, or what the status rests on.</param>
/// <param name="Index">The index in standard deviations of the patient's own variation.</param>
/// <param name="Low">Lower end of the 95 % band.</param>
/// <param name="High">Upper end of the 95 % band.</param>
/// <param name="Coverage">Valid share of the session, 0..1.</param>
public sealed record IndicatorFinding(
    IndicatorKind Kind, FindingStatus Status, string? Reason, double? Index, double? Low, double? High,
    IReadOnlyList<ComponentScore> Components, IReadOnlyList<EvidenceWindow> Evidence, double Coverage, string RuleVersion);

/// <summary>How indicators are named for people.</summary>
public static class IndicatorKinds
{
    /// <summary>What every index measures, in words.</summary>
    public const string Meaning = "Change in facial behaviour relative to this patient's baseline";

    /// <summary>A short English name.</summary>
    public static string Title(this IndicatorKind kind) => kind switch
    {
        IndicatorKind.DepressionPattern => "Depression-pattern indicator",
        IndicatorKind.StressPattern => "Stress-pattern indicator",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known indicator."),
    };

    /// <summary>A status in words.</summary>
    public static string Title(this FindingStatus status) => status switch
    {
        FindingStatus.Withheld => "Withheld",
        FindingStatus.NotEnoughSessions => "Not enough sessions yet",
        FindingStatus.NoFlag => "Not flagged",
        FindingStatus.Flagged => "Flagged for review",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Expected a known status."),
    };
}
