namespace FerCare.Web.Trends;

/// <summary>What a point stands for; each has a shape of its own, so that colour carries nothing alone.</summary>
public enum TrendMark
{
    Index,
    FlagUnreviewed,
    FlagConfirmed,
    FlagDismissed,
    EarlierRules,
    Baseline,
    Withheld,
    Withdrawn,
    Session,
    Score,
    Incomplete,
}

/// <summary>One point of a panel, which leads to the page of what it stands for. Places are shares of width and height from the top left, 0..1.</summary>
/// <param name="Y">Null where there is no value: then it stands in the lane below.</param>
/// <param name="Top">Upper end of the band; null without one.</param>
/// <param name="Foot">Lower end of the band.</param>
/// <param name="Said">Everything about it in words.</param>
public sealed record TrendPoint(TrendMark Mark, double X, double? Y, string Said, string Href, double? Top = null, double? Foot = null);

/// <summary>A named range of values, drawn as a ground.</summary>
/// <param name="Top">Upper edge, share of the height.</param>
/// <param name="Foot">Lower edge, share of the height.</param>
public sealed record TrendRange(string Label, double Top, double Foot);

/// <summary>One of the panels that stand above each other on the common time axis.</summary>
/// <param name="Note">What the values are, in one line.</param>
/// <param name="Ticks">Of the value axis, from the top.</param>
/// <param name="Limits">Values with a line across the panel, from the top.</param>
/// <param name="Names">What stands beside the panel, from the top: limits and ranges in words.</param>
/// <param name="Lines">Neighbouring points that are comparable.</param>
public sealed record TrendPanel(
    string Id, string Title, string Note, IReadOnlyList<TrendTick> Ticks, IReadOnlyList<double> Limits, IReadOnlyList<TrendRange> Ranges, IReadOnlyList<TrendTick> Names,
    IReadOnlyList<IReadOnlyList<TrendPoint>> Lines, IReadOnlyList<TrendPoint> Points)
{
    /// <summary>Bars from the foot to each point instead of a line between them.</summary>
    public bool IsBars { get; init; }

    /// <summary>Something has no value and stands in the lane below.</summary>
    public bool HasLane => Points.Any(p => p.Y is null);
}
