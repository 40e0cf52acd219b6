using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export.Onnx;
using FerCare.Vision.Classifying;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>compile</c>: optimises a network for this machine ahead of time, as the server does at its start, and tells what that gained.</summary>
public static class CompileVerb
{
    private const int WarmUp = 50;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The network's manifest (.json); the network lies beside it.", Required = true };
        var folder = new Option<string>("--out") { Description = "Folder for the compiled graph.", Required = true };
        var repetitions = new Option<int>("--repetitions") { Description = "Measured calls of each graph.", DefaultValueFactory = _ => 300 };
        var command = new Command("compile", "Optimises a network for this machine and compares it with the graph as written.") { model, folder, repetitions };
        command.SetAction(given =>
        {
            var manifest = Path.ChangeExtension(given.GetRequiredValue(model), ".json");
            var rounds = given.AtLeast(repetitions, 1);
            using var written = EmotionClassifier.Load(manifest, GraphCompilation.None);
            using var compiled = EmotionClassifier.Load(manifest, given.GetRequiredValue(folder));
            if (compiled.Graph.File is not { } file) throw new LabDataException($"{manifest}: expected that it can be compiled into {given.GetRequiredValue(folder)}, found that it cannot: {compiled.Graph.Problem}");
            if (compiled.Graph.Problem is { } problem) Console.Error.WriteLine($"lab: {problem}");
            Describe(compiled.Manifest, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(manifest))!, compiled.Manifest.File), file);
            Compare(Interleaved(written, compiled, rounds));
        });
        return command;
    }

    private static void Describe(ModelManifest manifest, string written, string compiled)
    {
        var target = CompilationTarget.ThisMachine;
        Console.WriteLine($"network     {manifest.Version}");
        Console.WriteLine($"processor   {target.Processor}");
        Console.WriteLine($"instruction sets  {target.Instructions}");
        Console.WriteLine($"runtime     ONNX Runtime {target.Runtime}");
        Console.WriteLine($"key         {target.KeyFor(manifest)}");
        Console.WriteLine($"compiled    {compiled}");
        Console.WriteLine();
        var (before, after) = (Operators(written), Operators(compiled));
        Console.WriteLine($"{"operator",-42} {"written",10} {"compiled",10}");
        foreach (var name in before.Keys.Union(after.Keys).OrderByDescending(n => before.GetValueOrDefault(n) + after.GetValueOrDefault(n)).ThenBy(n => n, StringComparer.Ordinal))
            Console.WriteLine($"{name,-42} {before.GetValueOrDefault(name),10} {after.GetValueOrDefault(name),10}");
        Console.WriteLine($"{"nodes",-42} {before.Values.Sum(),10} {after.Values.Sum(),10}");
        Console.WriteLine($"{"bytes",-42} {new FileInfo(written).Length,10} {new FileInfo(compiled).Length,10}");
    }

    private static void Compare((double[] Written, double[] Compiled) milliseconds)
    {
        var (written, compiled) = milliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"median ms a face, one thread",-42} {Quantile(written, 0.5),10:F3} {Quantile(compiled, 0.5),10:F3}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"p99 ms",-42} {Quantile(written, 0.99),10:F3} {Quantile(compiled, 0.99),10:F3}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"times faster",-42} {1,10:F2} {Quantile(written, 0.5) / Quantile(compiled, 0.5),10:F2}"));
    }

    /// <summary>Times both in turns, so that a busy machine slows both alike. Sorted milliseconds.</summary>
    private static (double[] Written, double[] Compiled) Interleaved(EmotionClassifier written, EmotionClassifier compiled, int repetitions)
    {
        var face = new byte[FaceAligner.Side * FaceAligner.Side];
        new Random(1).NextBytes(face);
        double[] slow = new double[repetitions], fast = new double[repetitions];
        for (var i = -WarmUp; i < repetitions; i++)
        {
            var (a, b) = (Milliseconds(written, face), Milliseconds(compiled, face));
            if (i >= 0) (slow[i], fast[i]) = (a, b);
        }

        Array.Sort(slow);
        Array.Sort(fast);
        return (slow, fast);
    }

    private static double Milliseconds(EmotionClassifier network, byte[] face)
    {
        var start = Stopwatch.GetTimestamp();
        network.Classify(face);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];

    private static Dictionary<string, int> Operators(string file) =>
        ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph.Node.CountBy(NameOf).ToDictionary();

    /// <summary>The operator, with the set it comes from where that is not ONNX itself.</summary>
    private static string NameOf(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.OpType} ({node.Domain})";
}
