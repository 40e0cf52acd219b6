using System.Diagnostics;
using System.Globalization;
using System.Text;
using FerCare.Samples;
using FerCare.Vision.Classifying;
using Microsoft.ML.OnnxRuntime;

namespace FerCare.Bench;

/// <summary>What a face costs the served network when several are classified in one call, on one thread: whether faces of several sessions are worth waiting for.</summary>
internal static class BatchBench
{
    public const int DefaultRounds = 200;
    private const int WarmUpRounds = 10;
    private static readonly int[] Sizes = [1, 2, 4, 8, 16];

    /// <summary>Measures all sizes in turn and tells the median time a face of each.</summary>
    public static string Run(int rounds)
    {
        var manifest = ModelManifest.Read(Repository.At("models", "emotion.json"));
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(Repository.At("models", manifest.File), options);
        using var runOptions = new RunOptions();
        var times = Sizes.ToDictionary(size => size, _ => new List<double>());
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            foreach (var size in Sizes)
            {
                using var faces = Faces(size, round);
                var began = Stopwatch.GetTimestamp();
                using var answers = session.Run(runOptions, [manifest.Input.Name], [faces], manifest.Heads);
                if (round >= 0) times[size].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds / size);
            }
        }

        var alone = Median(times[1]);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Machine.Processor}, one thread, network {manifest.Version}, all sizes in turn, {rounds} times.\n\n| faces in a call | ms a face, median | against one a call |\n|---:|---:|---:|\n");
        foreach (var size in Sizes) text.Append(CultureInfo.InvariantCulture, $"| {size} | {Median(times[size]):0.00} | {Median(times[size]) / alone:0.00} |\n");
        return text.ToString();
    }

    private static OrtValue Faces(int count, int seed)
    {
        var random = new Random(seed);
        var pixels = new float[count * FaceAligner.Side * FaceAligner.Side];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = random.NextSingle() * 2 - 1;
        return OrtValue.CreateTensorValueFromMemory(pixels, [count, 1, FaceAligner.Side, FaceAligner.Side]);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
