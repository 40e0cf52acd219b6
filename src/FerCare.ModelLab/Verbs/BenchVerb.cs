using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using FerCare.ModelLab.Benchmarks;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Networks;
using FerCare.Vision;
using FerCare.Vision.Classifying;
using Spectre.Console;

namespace FerCare.ModelLab.Verbs;

/// <summary><c>bench</c>: all networks of the paper in one table, measured in turn in one run.</summary>
public static class BenchVerb
{
    private const int FacesInARow = 4;

    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "The faces, for the accuracy columns: a folder of validation-*.gz (IDX), fer2013.csv, or a folder per class; with the training part beside them for the calibration of checkpoints." };
        var checkpoints = new Option<string?>("--checkpoints") { Description = "Folder with the checkpoint folders knn, ann, vgg, resnet50, xception and xception-pruned, as far as they are there." };
        var target = new Option<string>("--out") { Description = "Folder for models.json and models.md; what is not measured now keeps the accuracy of a report that lies there.", Required = true };
        var plans = new Option<string>("--plans") { Description = "Folder with xception.plan.json and xception-pruned.plan.json, the shapes of the trained networks; without it models/benchmarks.", DefaultValueFactory = _ => CommittedPlans };
        var model = new Option<string>("--model") { Description = "Manifest of the pruned and quantised network.", DefaultValueFactory = _ => VisionModelPaths.Default().EmotionManifest };
        var repetitions = new Option<int>("--repetitions") { Description = "Faces timed for each row.", DefaultValueFactory = _ => 400 };
        var commit = new Option<string?>("--commit") { Description = "Commit to write into the report." };
        var command = new Command("bench", "Measures every network of the paper: time, size, memory and accuracy.") { data, checkpoints, target, plans, model, repetitions, commit };
        command.SetAction(given =>
        {
            var rounds = (int)Math.Ceiling(given.GetValue(repetitions) / (double)FacesInARow);
            if (rounds < 1) throw new ArgumentException($"--repetitions: expected at least 1, found {given.GetValue(repetitions)}.");
            var folder = given.GetRequiredValue(target);
            // Whatever can be refused is refused before the minutes of timing.
            var earlier = BenchmarkReport.Last(folder);
            var (path, runs) = (given.GetValue(data), given.GetValue(checkpoints));
            var faces = path is null ? null : FaceSets.Open(path, "validation");
            using var candidates = new Candidates(runs, faces, path is null || runs is null ? null : HeldOut(path));
            Gather(candidates, given.GetRequiredValue(plans), given.GetRequiredValue(model));
            var latencies = Latency.Interleaved([.. candidates.All.Select(c => c.Score)], Samples(faces), rounds, FacesInARow,
                round => Console.Error.Write($"\rround {round}/{rounds} "));
            Console.Error.WriteLine();
            var circumstances = Circumstances(given.GetValue(commit), rounds * FacesInARow);
            var rows = candidates.All.Zip(latencies, (c, l) => (c.Evaluated(circumstances.Run) with { MillisecondsMedian = l.Median, MillisecondsP99 = l.P99 }).WithAccuracyOf(earlier)).ToArray();
            new BenchmarkReport(circumstances, rows, Ratios(rows)).Save(folder);
            Show(rows);
        });
        return command;
    }

    /// <summary>The plans beside the report in the repository, wherever the report of this run goes.</summary>
    private static string CommittedPlans => Path.Combine(Path.GetDirectoryName(VisionModelPaths.Default().EmotionManifest)!, "benchmarks");

    private const string Reference = "Xception reference", ResNet50Compiled = "ResNet50, compiled", Served = "Xception, pruned, quantised, compiled";

    private static void Gather(Candidates candidates, string plans, string served)
    {
        var (xception, pruned) = (ExpectedNetwork.Read(Path.Combine(plans, "xception.plan.json")), ExpectedNetwork.Read(Path.Combine(plans, "xception-pruned.plan.json")));
        // Every ratio refers to the reference as it is; a baseline may be trained in another size, which its row tells.
        var reference = new ExpectedNetwork(XceptionShape.Reference.Plan(dropout: 0));
        ExpectedNetwork Baseline(NetworkPlan plan) => new(plan, AnySize: true);
        candidates.AddNeighbours("KNN", "knn");
        candidates.Add("ANN", "ann", Baseline(Baselines.Perceptron(dropout: 0)), GraphCompilation.None);
        candidates.Add("VGG-Net", "vgg", Baseline(Baselines.Vgg(dropout: 0)), GraphCompilation.None);
        candidates.Add("ResNet50", "resnet50", Baseline(Baselines.ResNet50(dropout: 0)), GraphCompilation.None);
        candidates.Add(ResNet50Compiled, "resnet50", Baseline(Baselines.ResNet50(dropout: 0)), GraphCompilation.AheadOfTime);
        candidates.Add(Reference, "xception-reference", reference, GraphCompilation.None);
        candidates.Add($"{Reference}, compiled", "xception-reference", reference, GraphCompilation.AheadOfTime);
        candidates.Add("Xception", "xception", xception, GraphCompilation.None);
        candidates.Add("Xception, compiled", "xception", xception, GraphCompilation.AheadOfTime);
        candidates.Add("Xception, pruned", "xception-pruned", pruned, GraphCompilation.None);
        candidates.AddFile("Xception, pruned, quantised", served, pruned, GraphCompilation.None);
        candidates.AddFile(Served, served, pruned, GraphCompilation.AheadOfTime);
    }

    /// <summary>The training faces that temperatures are fitted on; null, which the console is told, where there is no training part to take them from.</summary>
    private static FaceSet? HeldOut(string data)
    {
        try
        {
            return HeadTemperatures.HeldOut(FaceSets.Open(data, "train"));
        }
        catch (LabDataException problem)
        {
            Console.Error.WriteLine($"lab: no temperature is fitted for checkpoints, their calibration error stays out ({problem.Message})");
            return null;
        }
    }

    /// <summary>Faces to time with: some of the given ones, or noise, which takes as long.</summary>
    private static byte[][] Samples(FaceSet? faces)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 64).Select(_ =>
        {
            if (faces is not null) return faces.Face(random.Next(faces.Count)).ToArray();
            var noise = new byte[FaceSet.PixelsPerFace];
            random.NextBytes(noise);
            return noise;
        })];
    }

    private static BenchmarkRatios Ratios(BenchmarkRow[] rows)
    {
        BenchmarkRow Of(string name) => rows.Single(r => r.Name == name);
        var served = Of(Served);
        return new BenchmarkRatios(Of(Reference).MillisecondsMedian / served.MillisecondsMedian, Of(ResNet50Compiled).MillisecondsMedian / served.MillisecondsMedian, (double)Of(Reference).Bytes / served.Bytes);
    }

    private static BenchmarkCircumstances Circumstances(string? commit, int repetitions)
    {
        var machine = CompilationTarget.ThisMachine;
        return new BenchmarkCircumstances($"{machine.Processor} ({machine.Instructions})", Environment.ProcessorCount, RuntimeInformation.OSDescription,
            Environment.Version.ToString(), machine.Runtime, commit, TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), repetitions);
    }

    private static void Show(BenchmarkRow[] rows)
    {
        var table = new Table().AddColumns("", "M multiply-adds", "MB", "median ms", "p99 ms", "FER2013 %", "FER+ %");
        foreach (var r in rows)
            table.AddRow(r.Name, N(r.MultiplyAdds / 1e6, "F1"), N(r.Bytes / 1e6, "F2"), N(r.MillisecondsMedian, "F2"), N(r.MillisecondsP99, "F2"), N(100 * r.Fer2013, "F1"), N(100 * r.FerPlus, "F1"));
        AnsiConsole.Write(table);

        static string N(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
    }
}
