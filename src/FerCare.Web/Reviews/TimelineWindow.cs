using FerCare.Affect.Indicators;
using FerCare.Clinic.Findings;

namespace FerCare.Web.Reviews;

/// <summary>A stretch of a session that a finding rests on, as chart, table and card all know it.</summary>
/// <param name="Id">Of its button on the finding's card.</param>
/// <param name="Label">Its short name everywhere: D1 is the first of the depression-pattern indicator, S1 of the stress-pattern indicator.</param>
public sealed record TimelineWindow(string Id, string Label, IndicatorKind Kind, EvidenceWindow Evidence)
{
    /// <summary>A clinician has dismissed the finding.</summary>
    public bool IsDismissed { get; init; }

    /// <summary>The windows of all findings, in the order in which the cards list them.</summary>
    public static IReadOnlyList<TimelineWindow> Of(IReadOnlyList<StoredFinding> findings) =>
        [.. findings.SelectMany(f => f.Finding.Evidence.Select((e, i) => new TimelineWindow($"evidence-{f.Id}-{i + 1}", $"{Letter(f.Finding.Kind)}{i + 1}", f.Finding.Kind, e) { IsDismissed = f.Review == ReviewState.Dismissed }))];

    private static char Letter(IndicatorKind kind) => kind switch
    {
        IndicatorKind.DepressionPattern => 'D',
        IndicatorKind.StressPattern => 'S',
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a known indicator."),
    };
}
