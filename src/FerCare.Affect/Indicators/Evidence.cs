using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Indicators;

/// <summary>Finds the parts of a session that are responsible for its index.</summary>
internal static class Evidence
{
    /// <summary>
    /// The blocks with the highest index of their own, neighbours merged, in order of time. Each is at least one block (10 s) long
    /// and says what was seen there beside the baseline's figure.
    /// </summary>
    public static IReadOnlyList<EvidenceWindow> Of(
        IReadOnlyList<SignalBlock> blocks, IReadOnlyList<ComponentRule> components, PatientBaseline baseline, IndicatorOptions options)
    {
        var scored = blocks.Select(b => (Block: b, Score: Score(b.Tally, components, baseline, options))).ToArray();
        var candidates = scored.Where(s => s.Score > 0 && s.Block.Span.DurationMs >= options.Signals.BlockMs).OrderByDescending(s => s.Score)
            .Take(Math.Max(1, (int)Math.Ceiling(blocks.Count * options.EvidenceShare))).Select(s => s.Block.Span);
        return [.. TimeSpanMs.Merge(candidates)
            .Select(span => (Span: span, Tally: SignalTally.Total(blocks.Where(b => b.Span.OverlapMs(span) > 0).Select(b => b.Tally))))
            .Select(w => (w.Span, Score: Score(w.Tally, components, baseline, options), What: Seen(w.Tally, components, baseline, options)))
            .Where(w => w.What.Length > 0)
            .OrderByDescending(w => w.Score).Take(options.MaximumEvidence)
            .OrderBy(w => w.Span.FromMs).Select(w => new EvidenceWindow(w.Span.FromMs, w.Span.ToMs, w.What))];
    }

    private static double Score(SignalTally tally, IReadOnlyList<ComponentRule> components, PatientBaseline baseline, IndicatorOptions options) =>
        Contributions(tally, components, baseline, options).Sum(c => c.SignedZ);

    private static string Seen(SignalTally tally, IReadOnlyList<ComponentRule> components, PatientBaseline baseline, IndicatorOptions options) =>
        string.Join("; ", Contributions(tally, components, baseline, options).Where(c => c.SignedZ >= 0.5).OrderByDescending(c => c.SignedZ).Take(3)
            .Select(c => $"{c.Rule.Phrase}: {c.Rule.Signal.Write(c.Value)} (baseline {c.Rule.Signal.Write(baseline[c.Rule.Signal]!.Value.Mean)})"));

    private static IEnumerable<(ComponentRule Rule, double Value, double SignedZ)> Contributions(
        SignalTally tally, IReadOnlyList<ComponentRule> components, PatientBaseline baseline, IndicatorOptions options)
    {
        foreach (var rule in components)
            if (tally.Weight(rule.Signal) >= LeastWeight(rule.Signal, options) && tally.Value(rule.Signal) is { } value)
                yield return (rule, value, (int)rule.Direction * baseline[rule.Signal]!.Value.Z(value, options.ZLimit));
    }

    private static double LeastWeight(SignalKind kind, IndicatorOptions options) => kind switch
    {
        SignalKind.BlinkDuration => 1,
        SignalKind.BlinkRate => options.MinimumEvidenceSeconds / 60,
        _ => options.MinimumEvidenceSeconds,
    };
}
