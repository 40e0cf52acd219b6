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

    /// <summary>One line of JSON: false_alarm_rate and power as shares, reassess_ms_50_minutes in milliseconds.</summary>
    public static string Json(int patients)
    {
        var (unchanged, depression, stress) = Measure(worlds[0].World, patients);
        return JsonSerializer.Serialize(new
        {
            false_alarm_rate = new { depression = unchanged.Depression, stress = unchanged.Stress, either = unchanged.Either },
            power = new { depression, stress },
            reassess_ms_50_minutes = Math.Round(Reassessment.Measure(options).Fastest, 1),
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
        foreach (var (name, each) in worlds)
        {
            var (unchanged, depression, stress) = Measure(each, patients);
            text.Append(Line($"| {name} | {unchanged.Depression * 100:0.0} | {unchanged.Stress * 100:0.0} | {unchanged.Either * 100:0.0} | {depression * 100:0.0} | {stress * 100:0.0} |\n"));
        }

        var times = Reassessment.Measure(options);
        text.Append(Line($"\nRe-assessing a session of 50 minutes ({times.Frames} frames, {times.Emotions} classified): {times.Fastest:0} ms at best, {times.Median:0} ms in the middle of {times.Runs} runs.\n"));
        return text.ToString();
    }

    private static (FlagRates Unchanged, double Depression, double Stress) Measure(SyntheticWorld world, int patients) => (
        PatientSimulation.Flagged(world, SyntheticCourse.Unchanged, options, patients),
        PatientSimulation.Flagged(world, SyntheticCourse.DepressionPattern, options, patients).Depression,
        PatientSimulation.Flagged(world, SyntheticCourse.StressPattern, options, patients).Stress);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
