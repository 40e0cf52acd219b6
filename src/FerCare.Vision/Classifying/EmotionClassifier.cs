using System.Buffers;
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

    private EmotionClassifier(ModelManifest manifest, InferenceSession session)
    {
        Manifest = manifest;
        this.session = session;
    }

    public ModelManifest Manifest { get; }

    /// <summary>Loads the network beside a manifest.</summary>
    /// <param name="manifestPath">For example models/emotion.json.</param>
    /// <exception cref="MissingModelException">Manifest or network missing, altered, or not matching each other.</exception>
    public static EmotionClassifier Load(string manifestPath)
    {
        var manifest = ModelManifest.Read(manifestPath);
        var folder = Path.GetDirectoryName(Path.GetFullPath(manifestPath))!;
        var network = manifest.ReadNetwork(folder);
        var file = Path.Combine(folder, manifest.File);
        InferenceSession session;
        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            session = new InferenceSession(network, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw MissingModelException.Network(file, $"cannot be opened ({problem.Message.ReplaceLineEndings(" ")})");
        }

        try
        {
            Check(manifest, session, file);
            return new EmotionClassifier(manifest, session);
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
        Logits(face, Manifest.Served, logits);
        return EmotionProbabilities.FromLogits(logits, Manifest.Temperature);
    }

    /// <summary>The raw outputs of one head for any number of faces.</summary>
    /// <param name="faces">Grey pixels, n x 48 x 48.</param>
    /// <param name="head">One of the manifest's heads.</param>
    /// <param name="logits">Room for n x 7 values, in class order.</param>
    /// <exception cref="ArgumentException">Not whole faces, another head, or no room.</exception>
    public void Logits(ReadOnlySpan<byte> faces, string head, Span<float> logits)
    {
        var count = faces.Length / PixelsPerFace;
        if (count == 0 || faces.Length % PixelsPerFace != 0) throw new ArgumentException($"Expected faces of {PixelsPerFace} pixels, found {faces.Length} pixels.", nameof(faces));
        if (!Manifest.Heads.Contains(head)) throw new ArgumentException($"Expected one of the heads {string.Join(' ', Manifest.Heads)}, found {head}.", nameof(head));
        if (logits.Length != count * Emotions.Count) throw new ArgumentException($"Expected room for {count * Emotions.Count} values, found {logits.Length}.", nameof(logits));

        var pixels = ArrayPool<float>.Shared.Rent(faces.Length);
        try
        {
            for (var i = 0; i < faces.Length; i++) pixels[i] = faces[i] * Manifest.Input.Scale + Manifest.Input.Offset;
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(0, faces.Length), [count, 1, FaceAligner.Side, FaceAligner.Side]);
            using var outputs = session.Run(runOptions, [Manifest.Input.Name], [input], [head]);
            outputs[0].GetTensorDataAsSpan<float>().CopyTo(logits);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
    }

    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }

    private static void Check(ModelManifest manifest, InferenceSession session, string file)
    {
        if (!session.InputMetadata.TryGetValue(manifest.Input.Name, out var input))
            throw MissingModelException.Network(file, $"has another input (expected {manifest.Input.Name}, found {string.Join(' ', session.InputMetadata.Keys)})");
        if (input.ElementType != typeof(float) || input.Dimensions.Length != 4 || input.Dimensions[1] != 1
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
