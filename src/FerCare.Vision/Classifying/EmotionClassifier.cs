using System.Buffers;
using System.Collections.Concurrent;
using FerCare.Affect;
using Microsoft.ML.OnnxRuntime;

namespace FerCare.Vision.Classifying;

/// <summary>
/// The emotion network in ONNX Runtime, one thread a call. Loaded once for each process; calls from several threads are allowed.
/// </summary>
public sealed class EmotionClassifier : IDisposable
{
    private const int PixelsPerFace = FaceAligner.Side * FaceAligner.Side;
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();

    // As many as calls ever ran at once.
    private readonly ConcurrentBag<BoundFace> free = [];
    private readonly int served;
    private readonly string file;

    private EmotionClassifier(ModelManifest manifest, InferenceSession session, GraphInUse graph, string file)
    {
        this.file = file;
        Manifest = manifest;
        Graph = graph;
        this.session = session;
        served = HeadIndex(manifest.Served);
    }

    public ModelManifest Manifest { get; }

    /// <summary>The form in which the network runs.</summary>
    public GraphInUse Graph { get; }

    /// <summary>Loads the network beside a manifest, compiled ahead of time where a folder for that is given, else optimised in memory.</summary>
    /// <param name="manifestPath">For example models/emotion.json.</param>
    /// <param name="compiledFolder">Where compiled graphs are kept. Where nothing usable is there and nothing can be written, the portable graph is used and <see cref="Graph"/> says why.</param>
    /// <exception cref="MissingModelException">Manifest or network missing, altered, or not matching each other.</exception>
    public static EmotionClassifier Load(string manifestPath, string? compiledFolder = null) =>
        Load(manifestPath, compiledFolder is null ? GraphCompilation.InMemory : GraphCompilation.AheadOfTime, compiledFolder);

    /// <summary>Loads the network beside a manifest in a given form.</summary>
    /// <param name="manifestPath">For example models/emotion.json.</param>
    /// <param name="compilation">What is made of the portable graph.</param>
    /// <param name="compiledFolder">Where compiled graphs are kept; needed for compilation ahead of time.</param>
    /// <exception cref="MissingModelException">Manifest or network missing, altered, or not matching each other.</exception>
    public static EmotionClassifier Load(string manifestPath, GraphCompilation compilation, string? compiledFolder = null)
    {
        var manifest = ModelManifest.Read(manifestPath);
        var folder = Path.GetDirectoryName(Path.GetFullPath(manifestPath))!;
        var network = manifest.ReadNetwork(folder);
        var file = Path.Combine(folder, manifest.File);
        InferenceSession session;
        GraphInUse graph;
        try
        {
            var target = CompilationTarget.ThisMachine;
            if (compilation == GraphCompilation.AheadOfTime)
            {
                ArgumentNullException.ThrowIfNull(compiledFolder);
                (session, graph) = CompiledNetwork.Open(manifest, network, file, compiledFolder, target);
            }
            else
            {
                (session, graph) = (NetworkSession.Open(network, optimised: compilation == GraphCompilation.InMemory, target), new GraphInUse(compilation));
            }
        }
        catch (OnnxRuntimeException problem)
        {
            throw MissingModelException.Network(file, $"cannot be opened ({problem.Message.ReplaceLineEndings(" ")})");
        }

        try
        {
            Check(manifest, session, file);
            return new EmotionClassifier(manifest, session, graph, file);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The probabilities of the served head for one face of 48x48 grey pixels.</summary>
    public EmotionProbabilities Classify(ReadOnlySpan<byte> face)
    {
        Span<float> logits = stackalloc float[Emotions.Count];
        RunOne(face, served, logits);
        return EmotionProbabilities.FromLogits(logits, Manifest.Temperature);
    }

    /// <summary>The raw outputs of one head for any number of faces.</summary>
    /// <param name="faces">Grey pixels, n x 48 x 48.</param>
    /// <param name="head">One of the manifest's heads.</param>
    /// <param name="logits">Room for n x 7 values, in class order.</param>
    /// <exception cref="ArgumentException">Not whole faces, another head, or no room.</exception>
    /// <exception cref="MissingModelException">Several faces for a network that takes one at a time.</exception>
    public void Logits(ReadOnlySpan<byte> faces, string head, Span<float> logits)
    {
        var count = CountOf(faces);
        var index = HeadIndex(head);
        if (index < 0) throw new ArgumentException($"Expected one of the heads {string.Join(' ', Manifest.Heads)}, found {head}.", nameof(head));
        if (logits.Length != count * Emotions.Count) throw new ArgumentException($"Expected room for {count * Emotions.Count} values, found {logits.Length}.", nameof(logits));
        if (count == 1) RunOne(faces, index, logits);
        else RunMany(faces, count, [head])[0].CopyTo(logits);
    }

    /// <summary>The raw outputs of all heads for any number of faces, at the cost of one head.</summary>
    /// <param name="faces">Grey pixels, n x 48 x 48.</param>
    /// <returns>For each of the manifest's heads n x 7 values, in class order.</returns>
    /// <exception cref="ArgumentException">Not whole faces.</exception>
    /// <exception cref="MissingModelException">Several faces for a network that takes one at a time.</exception>
    public IReadOnlyList<float[]> Logits(ReadOnlySpan<byte> faces) => RunMany(faces, CountOf(faces), Manifest.Heads);

    public void Dispose()
    {
        foreach (var face in free) face.Dispose();
        runOptions.Dispose();
        session.Dispose();
    }

    private static int CountOf(ReadOnlySpan<byte> faces)
    {
        if (faces.Length == 0 || faces.Length % PixelsPerFace != 0) throw new ArgumentException($"Expected faces of {PixelsPerFace} pixels, found {faces.Length} pixels.", nameof(faces));
        return faces.Length / PixelsPerFace;
    }

    private float[][] RunMany(ReadOnlySpan<byte> faces, int count, IReadOnlyList<string> heads)
    {
        // Serving needs one face at a time, measuring many.
        if (count > 1 && session.InputMetadata[Manifest.Input.Name].Dimensions is [>= 0, ..] takes)
            throw MissingModelException.Network(file, $"takes no more than one face at a time (expected float [n,1,{Manifest.Input.Size},{Manifest.Input.Size}], found [{string.Join(',', takes)}])");
        var values = ArrayPool<float>.Shared.Rent(faces.Length);
        try
        {
            Manifest.Input.Normalise(faces, values);
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, faces.Length), [count, 1, FaceAligner.Side, FaceAligner.Side]);
            using var outputs = session.Run(runOptions, [Manifest.Input.Name], [input], heads);
            return [.. outputs.Select(logits => logits.GetTensorDataAsSpan<float>().ToArray())];
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values, clearArray: true);
        }
    }

    private void RunOne(ReadOnlySpan<byte> face, int head, Span<float> logits)
    {
        if (face.Length != PixelsPerFace) throw new ArgumentException($"Expected a face of {PixelsPerFace} pixels, found {face.Length}.", nameof(face));
        if (!free.TryTake(out var bound)) bound = new BoundFace(session, Manifest);
        bound.Run(face, runOptions);
        bound.Logits(head).CopyTo(logits);
        free.Add(bound);
    }

    private int HeadIndex(string head)
    {
        for (var i = 0; i < Manifest.Heads.Count; i++)
            if (Manifest.Heads[i] == head) return i;
        return -1;
    }

    /// <summary>Holds an opened graph against its manifest.</summary>
    /// <exception cref="MissingModelException">Other inputs or outputs.</exception>
    internal static void Check(ModelManifest manifest, InferenceSession session, string file)
    {
        if (!session.InputMetadata.TryGetValue(manifest.Input.Name, out var input))
            throw MissingModelException.Network(file, $"has another input (expected {manifest.Input.Name}, found {string.Join(' ', session.InputMetadata.Keys)})");
        if (input.ElementType != typeof(float) || input.Dimensions.Length != 4 || input.Dimensions[0] is 0 or > 1 || input.Dimensions[1] != 1
            || input.Dimensions[2] != manifest.Input.Size || input.Dimensions[3] != manifest.Input.Size)
            throw MissingModelException.Network(file, $"takes another input (expected float [n,1,{manifest.Input.Size},{manifest.Input.Size}], found {input.ElementType.Name} [{string.Join(',', input.Dimensions)}])");
        foreach (var head in manifest.Heads)
        {
            if (!session.OutputMetadata.TryGetValue(head, out var output))
                throw MissingModelException.Network(file, $"has no head {head} (found {string.Join(' ', session.OutputMetadata.Keys)})");
            if (output.ElementType != typeof(float) || output.Dimensions.Length != 2 || output.Dimensions[1] != Emotions.Count)
                throw MissingModelException.Network(file, $"has another output (expected {head} float [n,{Emotions.Count}], found {output.ElementType.Name} [{string.Join(',', output.Dimensions)}])");
        }
    }
}
