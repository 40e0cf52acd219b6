using System.Security.Cryptography;
using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.EarlyMethods;
using FerCare.ModelLab.Evaluation;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;
using FerCare.Vision.Classifying;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Benchmarks;

/// <summary>
/// Puts together what the benchmark compares. A network with a checkpoint is exported from it; without one its plan gets random
/// weights, which cost the same time and memory, and no accuracy is claimed.
/// </summary>
public sealed class Candidates : IDisposable
{
    /// <summary>About as many as the training part of FER2013 without its held-out faces.</summary>
    private const int FacesToStore = 26_473;

    private static readonly HeadTemperatures Unfitted = new();

    private readonly string? checkpoints;
    private readonly FaceSet? faces, heldOut;
    private readonly string work = Directory.CreateTempSubdirectory("fercare-bench-").FullName;
    private readonly List<IDisposable> opened = [];
    private readonly List<Candidate> all = [];

    /// <param name="checkpoints">Folder with a checkpoint folder for each trained network (ann, vgg, resnet50, xception, xception-pruned), or one with the folders of several runs whose weights are averaged; or null.</param>
    /// <param name="faces">The validation faces, or null.</param>
    /// <param name="heldOut">The held-out training faces, to fit the temperatures of networks on that state none; or null.</param>
    public Candidates(string? checkpoints, FaceSet? faces, FaceSet? heldOut = null)
    {
        (this.checkpoints, this.faces) = (checkpoints, faces);
        // Without votes one head would be told calibrated that is not.
        if (faces is not null && heldOut is not null && (heldOut.HasVotes || !faces.HasVotes)) this.heldOut = heldOut;
    }

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<Candidate> All => all;

    /// <summary>Adds nearest neighbours; without stored faces as many of noise, which take as long.</summary>
    public void AddNeighbours(string name, string checkpoint)
    {
        var file = checkpoints is null ? "" : NearestNeighbours.FileIn(Path.Combine(checkpoints, checkpoint));
        var trained = File.Exists(file);
        var neighbours = trained ? NearestNeighbours.Load(file) : NearestNeighbours.Train(Noise(FacesToStore), null, new NearestNeighbourOptions());
        if (!trained) neighbours.Save(file = Path.Combine(work, "neighbours.knn"));
        var row = new BenchmarkRow
        {
            Name = name,
            Network = $"{neighbours.Neighbours} nearest of {neighbours.Count} stored faces, by {(neighbours.Feature == FaceFeature.Pixels ? "pixels" : "histograms of oriented gradients")}",
            Parameters = neighbours.Parameters,
            MultiplyAdds = neighbours.MultiplyAdds,
            Bytes = new FileInfo(file).Length,
            PeakMegabytes = PeakMemory.OfNeighbours(file),
            Sha256 = trained ? HashOf(file) : null,
        };
        var (fer2013, ferPlus) = (new float[Emotions.Count], new float[Emotions.Count]);
        all.Add(new Candidate(row, face => neighbours.Score(face, fer2013, ferPlus),
            trained && faces is not null ? () => EmotionEvaluation.Of(neighbours.Score(faces), faces, neighbours.Temperatures) : null, Calibrated: true));
    }

    /// <summary>Adds a network in single precision; a checkpoint named a second time shares the exported file.</summary>
    /// <exception cref="LabDataException">The checkpoint is of another network.</exception>
    public void Add(string name, string checkpoint, ExpectedNetwork expected, GraphCompilation compilation)
    {
        var runs = RunsOf(checkpoint);
        foreach (var run in runs) expected.RequireCheckpoint(run);
        var onnx = Path.Combine(work, $"{checkpoint}.onnx");
        if (!File.Exists(onnx)) Export(runs, expected.Plan, onnx);
        var row = Row(name, runs.Count == 0 ? expected.Plan : Checkpoint.PlanIn(runs[0]), onnx);
        if (runs.Count > 0) row = After(TrainingEffort.Of(runs), row) with { Sha256 = HashOf(onnx) };
        Add(row, Path.ChangeExtension(onnx, ".json"), compilation, runs.Count > 0);
    }

    /// <summary>The run in the folder of that name, or the runs in folders inside it, whose weights are averaged.</summary>
    private IReadOnlyList<string> RunsOf(string checkpoint)
    {
        if (checkpoints is null) return [];
        var folder = Path.Combine(checkpoints, checkpoint);
        return Checkpoint.IsIn(folder) ? [folder] : Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Where(Checkpoint.IsIn).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Adds a network that lies ready as a file, such as the served one.</summary>
    /// <exception cref="LabDataException">It is another network than expected.</exception>
    /// <exception cref="FerCare.Vision.MissingModelException">Manifest or network missing, altered, or not matching each other.</exception>
    public void AddFile(string name, string manifest, ExpectedNetwork expected, GraphCompilation compilation)
    {
        var told = ModelManifest.Read(manifest);
        var folder = Path.GetDirectoryName(manifest) ?? "";
        // A file that is missing or altered is told as that, and not as another network.
        told.ReadNetwork(folder);
        var onnx = Path.Combine(folder, told.File);
        expected.RequireFile(onnx);
        Add(After(TrainingEffort.ToldBy(told.Origin), Row(name, expected.Plan, onnx)) with { Sha256 = HashOf(onnx) }, manifest, compilation, trained: true);
    }

    private static BenchmarkRow After(TrainingEffort training, BenchmarkRow row) => row with { Epochs = training.Epochs, Hours = training.Hours };

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static BenchmarkRow Row(string name, NetworkPlan plan, string onnx)
    {
        var cost = NetworkCost.Of(plan);
        return new BenchmarkRow { Name = name, Network = plan.Description, Parameters = cost.Parameters, MultiplyAdds = cost.MultiplyAdds, Bytes = new FileInfo(onnx).Length };
    }

    private void Add(BenchmarkRow row, string manifest, GraphCompilation compilation, bool trained)
    {
        var compiled = Path.Combine(work, "compiled");
        var network = EmotionClassifier.Load(manifest, compilation, compiled);
        opened.Add(network);
        if (network.Graph.Problem is { } problem) throw new LabDataException($"{manifest}: {problem}");
        var logits = new float[Emotions.Count];
        var peak = PeakMemory.Of(manifest, compilation, compiled);
        var stated = HeadTemperatures.Of(network.Manifest);
        var temperatures = trained && heldOut is not null && stated == Unfitted ? stated.Fitted(TwoHeadedScores.Of(network, heldOut), heldOut) : stated;
        all.Add(new Candidate(row with { PeakMegabytes = peak }, Score,
            trained && faces is not null ? () => EmotionEvaluation.Of(TwoHeadedScores.Of(network, faces), faces, temperatures) : null, temperatures != Unfitted));

        // One face runs both heads, whichever is read.
        void Score(byte[] face) => network.Logits(face, NetworkPlan.FerPlus, logits);
    }

    private static FaceSet Noise(int count)
    {
        var pixels = new byte[count * FaceSet.PixelsPerFace];
        new Random(1).NextBytes(pixels);
        return new FaceSet(pixels, [.. Enumerable.Range(0, count).Select(i => (byte)(i % Emotions.Count))], null);
    }

    private static void Export(IReadOnlyList<string> runs, NetworkPlan plan, string onnx)
    {
        manual_seed(1);
        using var network = runs.Count == 0 ? new PlannedNetwork(plan) : WeightMean.OfRuns(runs);
        network.eval();
        OnnxExport.Save(network, onnx, plan.Network, runs.Count == 0 ? "random weights, for time and size only" : Provenance.Of(runs));
    }

    public void Dispose()
    {
        foreach (var each in opened) each.Dispose();
        Directory.Delete(work, recursive: true);
    }
}
