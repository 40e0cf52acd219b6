using System.Globalization;
using FerCare.Affect.Signals;
using FerCare.Affect.Timeline;

namespace FerCare.Affect.Indicators;

/// <summary>Turns the signals of a session into the two findings. Pure: the same inputs always give the same findings.</summary>
public static class IndicatorAssessor
{
    /// <summary>Assesses one session; always returns one finding per <see cref="IndicatorKind"/>.</summary>
    /// <param name="series">The session as stored, for the uncertainty band and the evidence.</param>
    /// <param name="now">Its signals, of the parts that are like the sessions of the baseline.</param>
    /// <param name="baseline">The patient's baseline in the same context; null where there are not enough sessions yet, or it is out of reach.</param>
    /// <param name="earlier">Findings of earlier sessions of the same context, oldest first; those without an index or by other rules are passed over.</param>
    /// <param name="outOfReach">There was a baseline by earlier rules, and these cannot take it: samples of its sessions have been erased.</param>
    public static IReadOnlyList<IndicatorFinding> Assess(
        SessionSeries series, SessionSignals now, PatientBaseline? baseline, IReadOnlyList<IndicatorFinding> earlier, IndicatorOptions options, bool outOfReach = false)
    {
        var blocks = now.IsValid && baseline is not null ? SignalBlocks.Of(series, options.Signals).Within(now.Counted).Blocks : [];
        return [.. Enum.GetValues<IndicatorKind>().Select(kind => Assess(kind, blocks, now, baseline, earlier, options, outOfReach))];
    }

    private static IndicatorFinding Assess(
        IndicatorKind kind, IReadOnlyList<SignalBlock> blocks, SessionSignals now, PatientBaseline? baseline, IReadOnlyList<IndicatorFinding> earlier, IndicatorOptions options, bool outOfReach)
    {
        var rules = options.ComponentsOf(kind);
        ComponentScore[] components = [.. rules.Select(rule => ScoreOf(rule, now, baseline, options, outOfReach))];
        IndicatorFinding Without(FindingStatus status, string reason) =>
            new(kind, status, reason, null, null, null, components, [], now.Coverage, IndicatorOptions.RuleVersion);

        if (!now.IsValid) return Without(FindingStatus.Withheld, Sentence(now));
        if (baseline is null && outOfReach) return Without(FindingStatus.Withheld,
            "Withheld: samples of the baseline's sessions have been erased, so these rules cannot compare with it. A new baseline can be taken on the trend page.");
        if (baseline is null) return Without(FindingStatus.NotEnoughSessions,
            $"Not enough sessions yet: the baseline needs {options.MinimumBaselineSessions} valid earlier sessions of the same context.");
        double[] signed = [.. components.Select(c => c.Contribution).OfType<double>()];
        if (signed.Length < options.MinimumComponentsOf(kind)) return Without(FindingStatus.Withheld,
            $"{signed.Length} of {rules.Count} components could be compared, at least {options.MinimumComponentsOf(kind)} are needed.");

        var index = IndicatorIndex.Of(signed, options.Correlation);
        ComponentRule[] available = [.. rules.Where((_, i) => components[i].Z is not null)];
        var (low, high) = UncertaintyBand.Of(index, blocks, available, baseline, options);
        var (status, reason) = Decide(kind, index, earlier, options);
        var evidence = status == FindingStatus.Flagged || index >= options.FlagThreshold ? Evidence.Of(blocks, available, baseline, options) : [];
        return new(kind, status, reason, index, low, high, components, evidence, now.Coverage, IndicatorOptions.RuleVersion);
    }

    private static ComponentScore ScoreOf(ComponentRule rule, SessionSignals now, PatientBaseline? baseline, IndicatorOptions options, bool outOfReach)
    {
        var signal = now[rule.Signal];
        var figure = baseline?[rule.Signal];
        // Neither figure is shown beside the other: they would look like a change of the patient.
        if (signal.Value is not null && figure is not null && rule.Signal.IsOfEmotionNetwork() && !baseline!.IsReadBy(now.Network, rule.Signal))
            return new(rule.Signal, rule.Signal.Title(), null, null, null, rule.Direction, rule.Source, "another network read the baseline or a part of it: a new baseline makes this comparable");
        var z = signal.Value is { } value ? figure?.Z(value, options.ZLimit) : null;
        var why = signal.WithheldBecause ?? (baseline is null ? outOfReach ? "no baseline by these rules" : "no baseline yet" : figure is null ? $"measured in fewer than {options.MinimumBaselineValues} baseline sessions" : null);
        return new(rule.Signal, rule.Signal.Title(), signal.Value, figure?.Mean, z, rule.Direction, rule.Source, why);
    }

    private static (FindingStatus Status, string Reason) Decide(IndicatorKind kind, double index, IReadOnlyList<IndicatorFinding> earlier, IndicatorOptions options)
    {
        double[] latest = [.. earlier.Where(f => f.Kind == kind && f.Index is not null && f.RuleVersion == IndicatorOptions.RuleVersion)
            .Select(f => f.Index!.Value).TakeLast(options.FlagWindow - 1), index];
        var high = latest.Count(i => i >= options.FlagThreshold);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{IndicatorKinds.Meaning}: index {options.FlagThreshold:0.00} or more in {high} of the last {latest.Length} valid {(latest.Length == 1 ? "session" : "sessions")}; a flag needs {options.FlagCount} of {options.FlagWindow}.");
        return (high >= options.FlagCount ? FindingStatus.Flagged : FindingStatus.NoFlag, text);
    }

    private static string Sentence(SessionSignals now) =>
        $"Withheld: {now.WithheldBecause}.{(now.Counted is null ? "" : " Only the parts of the session in its own context count.")}";
}
