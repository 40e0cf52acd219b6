using System.Globalization;
using System.Text;
using System.Text.Json;
using FerCare.Vision.Classifying;

namespace FerCare.Bench;

/// <summary>What the pipeline's measurement is asked for, and its figures as text or JSON.</summary>
internal static class PipelineReport
{
    /// <summary>Measures and tells; null where the arguments are not understood.</summary>
    public static string? Run(string[] arguments)
    {
        var (json, regions, seconds, reference, commit) = (false, false, PipelineBench.DefaultSeconds, "", "unknown");
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--json") json = true;
            else if (arguments[i] == "--regions") regions = true;
            else if (arguments[i] == "--seconds" && i + 1 < arguments.Length && int.TryParse(arguments[i + 1], out seconds) && seconds is >= 1 and <= 3600) i++;
            else if (arguments[i] == "--reference" && i + 1 < arguments.Length) reference = arguments[++i];
            else if (arguments[i] == "--commit" && i + 1 < arguments.Length) commit = arguments[++i];
            else return null;
        }

        if (reference.Length == 0) return null;
        using var bench = PipelineBench.Measure(reference, seconds, regions);
        return json ? Json(bench, commit) : Text(bench, commit);
    }

    private static string Json(PipelineBench bench, string commit) => JsonSerializer.Serialize(new
    {
        rows = bench.Runs.Select(r => new
        {
            size = r.Size,
            mode = r.Mode,
            frames = r.Frames,
            frame_bytes = Math.Round(r.FrameBytes),
            outer_eye_distance_px = Math.Round(r.EyeDistance, 1),
            frames_per_second_core = Math.Round(r.FramesPerSecondCore, 1),
            frames_per_second_clock = Math.Round(r.FramesPerSecondClock, 1),
            allocated_bytes_per_frame = Math.Round(r.BytesPerFrame),
            stages_ms = r.StageTimes().ToDictionary(s => Name(s.Stage), s => new { p50 = Math.Round(s.Median, 4), p99 = Math.Round(s.P99, 4), per_frame = Math.Round(s.PerFrame, 4) }),
        }),
        ratio_to_baseline = Math.Round(bench.RatioOf(PipelineBench.Tracked), 2),
        ratio_every_frame_classified = Math.Round(bench.RatioOf(PipelineBench.EveryFrame), 2),
        allocated_bytes_per_frame = Math.Round(bench.Run(PipelineBench.Tracked).BytesPerFrame),
        network = bench.Network,
        machine = Machine,
        commit,
    }) + "\n";

    private static string Text(PipelineBench bench, string commit)
    {
        var text = new StringBuilder();
        text.Append(Line($"{Machine}\nCommit {commit}, network {bench.Network}. One thread, all rows in turn; frames a second by processor time.\n"));
        text.Append(Line($"Stages: median / 99th percentile of the frames in which they took place, ms.\n\n"));
        text.Append("| size | mode | frames/s and core | by the clock | allocated, bytes a frame | JPEG, KiB | eyes, px | decode | locate | landmarks | align | judge | classify |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var run in bench.Runs)
        {
            var stages = run.StageTimes().ToDictionary(s => s.Stage);
            text.Append(Line($"| {run.Size} | {run.Mode} | {run.FramesPerSecondCore:0} | {run.FramesPerSecondClock:0} | {run.BytesPerFrame:0} | {run.FrameBytes / 1024:0.0} | {run.EyeDistance:0} |"));
            foreach (var stage in Enum.GetValues<Vision.ReadingStage>())
                text.Append(stages.TryGetValue(stage, out var s) ? Line($" {s.Median:0.00} / {s.P99:0.00} |") : " – |");
            text.Append('\n');
        }

        text.Append(Line($"\nAt 640x480 {bench.RatioOf(PipelineBench.Tracked):0.0} times the plain way with the network on every third frame, {bench.RatioOf(PipelineBench.EveryFrame):0.0} times with it on every frame.\n"));
        return text.ToString();
    }

    private static string Machine => $"{CompilationTarget.ThisMachine.Processor} ({CompilationTarget.ThisMachine.Instructions}), {Environment.ProcessorCount} cores, .NET {Environment.Version}, ONNX Runtime {CompilationTarget.ThisMachine.Runtime}, Dlib {Vision.Locating.FaceFinder.DlibVersion}";

    private static string Name(Vision.ReadingStage stage) => stage.ToString().ToLowerInvariant();

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
