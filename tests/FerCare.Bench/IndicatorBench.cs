using System.Globalization;
using System.Text;
using System.Text.Json;
using FerCare.Affect.Indicators;
using FerCare.Samples;

namespace FerCare.Bench;

/// <summary>False alarms and power of the indices with their default thresholds on made-up patients, and the time of a re-assessment.</summary>
internal static class IndicatorBench
{
    /// <summary>Gives shares with a standard error of at most 0.35 points.</summary>
    public const int DefaultPatients = 20_000;

    private static readonly IndicatorOptions options = IndicatorOptions.Default;

    /// <summary>The worlds of the extended table: one property changed at a time.</summary>
    private static readonly (string Name, SyntheticWorld World)[] worlds =
    [
        ("as assumed: correlation 0.3, Gaussian, right prior", new()),
        ("correlation 0", new() { Correlation = 0 }),
        ("correlation 0.6", new() { Correlation = 0.6 }),
        ("heavy tails: t, 4 degrees of freedom", new() { TailFreedom = 4 }),
        ("heavy tails: t, 3 degrees of freedom", new() { TailFreedom = 3 }),
        ("prior SD half of the truth", new() { SpreadFactor = 2 }),
        ("prior SD double the truth", new() { SpreadFactor = 0.5 }),
        ("sensor noise of half a prior SD on top", new() { SensorNoise = 0.5 }),
        ("one figure in ten withheld", new() { WithheldFigures = 0.1 }),
        ("one session in five withheld for coverage", new() { WithheldSessions = 0.2 }),
    ];

    /// <summary>One line of JSON: false_alarm_rate and power as shares, reassess_ms_50_minutes in milliseconds of processor time, which is what it takes where a core is free, and reassess_clock_ms_50_minutes by the clock on this machine.</summary>
    public static string Json(int patients)
    {
        var (unchanged, depression, stress) = Measure(worlds[0].World, patients, options);
        var times = Reassessment.Measure(options);
        return JsonSerializer.Serialize(new
        {
            false_alarm_rate = new { depression = unchanged.Depression, stress = unchanged.Stress, either = unchanged.Either },
            power = new { depression, stress },
            reassess_ms_50_minutes = Math.Round(times.ProcessorMs, 1),
            reassess_clock_ms_50_minutes = Math.Round(times.ElapsedMs, 1),
        }) + "\n";
    }

    /// <summary>The table for people: the same figures in every world.</summary>
    public static string Text(int patients)
    {
        var text = new StringBuilder();
        var world = worlds[0].World;
        text.Append(Line($"Rules {IndicatorOptions.RuleVersion}: {patients} made-up patients per row and course, {world.Sessions} sessions each; "));
        text.Append(Line($"flagged at {options.FlagThreshold:0.00} in {options.FlagCount} of {options.FlagWindow} sessions.\n"));
        text.Append(Line($"Changed: {world.Change:0.0} true standard deviations in every available component from session {world.ChangedFrom} on. Shares in %.\n\n"));
        text.Append("| patients | unchanged: depression | stress | either | changed: depression | stress |\n|---|---:|---:|---:|---:|---:|\n");
        foreach (var (name, each) in worlds) text.Append(Row(name, Measure(each, patients, options)));

        text.Append(Row("for comparison, not the rule: a baseline of five sessions", Measure(world, patients, options with { MaximumBaselineSessions = 5 })));

        var times = Reassessment.Measure(options);
        text.Append(Line($"\nRe-assessing a session of 50 minutes ({times.Frames} frames, {times.Emotions} classified): {times.ProcessorMs:0} ms of processor time, {times.ElapsedMs:0} ms by the clock on this machine (medians of {times.Rounds}).\n"));
        return text.ToString();
    }

    private static (FlagRates Unchanged, double Depression, double Stress) Measure(SyntheticWorld world, int patients, IndicatorOptions rules) => (
        PatientSimulation.Flagged(world, SyntheticCourse.Unchanged, rules, patients),
        PatientSimulation.Flagged(world, SyntheticCourse.DepressionPattern, rules, patients).Depression,
        PatientSimulation.Flagged(world, SyntheticCourse.StressPattern, rules, patients).Stress);

    private static string Row(string name, (FlagRates Unchanged, double Depression, double Stress) rates) => Line(
        $"| {name} | {rates.Unchanged.Depression * 100:0.0} | {rates.Unchanged.Stress * 100:0.0} | {rates.Unchanged.Either * 100:0.0} | {rates.Depression * 100:0.0} | {rates.Stress * 100:0.0} |\n");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
