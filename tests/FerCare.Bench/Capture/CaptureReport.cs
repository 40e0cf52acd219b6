using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FerCare.Bench.Capture;

/// <summary>The figures of a capture measurement in words and as JSON.</summary>
internal static class CaptureReport
{
    private const string Rules = "The clients honour the credit (at most 8 frames under way) and the frame rate that acknowledgements ask for, by the rules of the browser's script.";

    /// <summary>One line. With --find-capacity the figures are those of the largest number of sessions that the server bore.</summary>
    public static string Json(CaptureLoad load, IReadOnlyList<CaptureStep> steps, CaptureStep? twice, byte[][] pictures)
    {
        var shown = load.FindCapacity ? Largest(steps) ?? steps[0] : steps[0];
        var figures = Figures(load, shown);
        foreach (var (name, value) in new Dictionary<string, object?>
        {
            ["seconds"] = load.Seconds, ["size"] = $"{load.Width}x{load.Height}", ["frame_bytes_mean"] = (int)pictures.Average(p => p.Length),
            ["honours_credit"] = true, ["honours_wanted_rate"] = true, ["admission"] = load.Admission, ["database"] = Database(load),
            ["processor"] = Machine.Processor, ["processors"] = Environment.ProcessorCount, ["dotnet"] = Environment.Version.ToString(), ["commit"] = load.Commit,
        }) figures[name] = value;
        if (load.FindCapacity)
        {
            figures["capacity"] = Largest(steps)?.Sessions ?? 0;
            figures["steps"] = steps.Select(s =>
            {
                var step = Figures(load, s);
                step["too_much"] = s.TooMuch;
                return step;
            }).ToList();
            if (twice is not null)
            {
                var atTwice = Figures(load, twice);
                atTwice["missed"] = twice.MissedAtTwice;
                figures["at_twice"] = atTwice;
            }
        }

        return JsonSerializer.Serialize(figures) + "\n";
    }

    public static string Text(CaptureLoad load, IReadOnlyList<CaptureStep> steps, CaptureStep? twice, byte[][] pictures)
    {
        var text = new StringBuilder();
        text.Append(Line($"Capture over the loopback address: {load.FramesPerSecond} pictures a second of {load.Width}x{load.Height} ({pictures.Average(p => p.Length) / 1024:0} KiB), {load.Seconds} s a step after a warm-up, {Database(load)} database, admission {(load.Admission ? "as in service" : "off")}.\n"));
        text.Append(Line($"{Machine.Processor}, {Environment.ProcessorCount} processors shared by server and clients, .NET {Environment.Version}, commit {load.Commit}.\n{Rules}\n\n"));
        text.Append("| sessions | sent | processed | shed | refused | age p50 | age p99 | round trip p99 | reading p50 | lowest rate asked | least of mean | pages p50 / p95 | memory | server | clients | rows acknowledged | rows found |\n");
        text.Append("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var s in twice is null ? steps : [.. steps, twice])
        {
            text.Append(Line($"| {s.Sessions} | {s.Sent} | {s.Processed} | {s.Shed} | {s.Refused} | {s.AgeMedian:0} ms | {s.AgeP99:0} ms | {s.RoundTripP99:0} ms | {s.ReadingMedian:0.0} ms | {Rate(s)} | {s.LeastOfMean:0.00} | {Pages(s)} "));
            text.Append(Line($"| {s.MostMemory / 1e6:0} MB | {s.ServerShare * 100:0} % | {s.ClientsShare * 100:0} % | {s.RowsAcknowledged} | {s.RowsStored} |\n"));
        }

        text.Append('\n');
        foreach (var s in steps.Where(s => s.TooMuch is not null)) text.Append(Line($"{s.Sessions} sessions are too many: {s.TooMuch}.\n"));
        if (load.FindCapacity) text.Append(Line($"Capacity: {Largest(steps)?.Sessions ?? 0} sessions{(steps.All(s => s.TooMuch is null) ? ", where the search ended" : "")}.\n"));
        if (twice is not null)
        {
            text.Append(Line($"At twice the capacity ({twice.Sessions} sessions): the least session got {twice.LeastOfMean ?? 0:0.00} of the mean, the age p99 was {twice.AgeP99:0} ms, pages {Pages(twice)}. "));
            text.Append(twice.MissedAtTwice.Count == 0 ? "What has to hold there holds.\n" : $"It does not hold: {string.Join("; ", twice.MissedAtTwice)}.\n");
        }

        return text.ToString();
    }

    /// <summary>The step of the largest number of sessions that the server bore.</summary>
    public static CaptureStep? Largest(IReadOnlyList<CaptureStep> steps) => steps.Where(s => s.TooMuch is null).MaxBy(s => s.Sessions);

    private static Dictionary<string, object?> Figures(CaptureLoad load, CaptureStep s) => new()
    {
        ["sessions"] = s.Sessions, ["fps"] = load.FramesPerSecond, ["sent"] = s.Sent, ["processed"] = s.Processed, ["shed"] = s.Shed, ["refused"] = s.Refused,
        ["age_ms_p50"] = Round(s.AgeMedian), ["age_ms_p99"] = Round(s.AgeP99), ["waiting_ms_p99"] = Round(s.WaitingP99), ["reading_ms_p50"] = Round(s.ReadingMedian),
        ["round_trip_ms_p50"] = Round(s.RoundTripMedian), ["round_trip_ms_p99"] = Round(s.RoundTripP99),
        ["rows_acknowledged"] = s.RowsAcknowledged, ["rows_stored"] = s.RowsStored, ["skipped_for_rate"] = s.SkippedForRate, ["skipped_for_credit"] = s.SkippedForCredit,
        ["lowest_rate_asked"] = s.LowestRate == int.MaxValue ? null : s.LowestRate, ["least_of_mean"] = s.LeastOfMean is { } least ? Math.Round(least, 3) : null,
        ["pages"] = s.PagesMs.Count, ["pages_ms_p50"] = s.PagesMedian is { } page ? Round(page) : null, ["pages_ms_p95"] = s.PagesP95 is { } slow ? Round(slow) : null,
        ["stages_ms_p50"] = s.StagesMs.ToDictionary(t => t.Key, t => Math.Round(t.Value[0], 3)), ["stages_ms_p99"] = s.StagesMs.ToDictionary(t => t.Key, t => Math.Round(t.Value[1], 3)),
        ["memory_mb"] = Math.Round(s.MostMemory / 1e6), ["server_processor_share"] = Math.Round(s.ServerShare, 3), ["clients_processor_share"] = Math.Round(s.ClientsShare, 3),
    };

    private static string Pages(CaptureStep s) => s.PagesP95 is { } slow ? Line($"{s.PagesMedian:0} / {slow:0} ms") : "–";

    private static string Database(CaptureLoad load) => load.Empty ? "empty" : "demonstration";

    private static string Rate(CaptureStep s) => s.LowestRate == int.MaxValue ? "none" : s.LowestRate.ToString(CultureInfo.InvariantCulture);

    private static double Round(double ms) => Math.Round(ms, 1);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
