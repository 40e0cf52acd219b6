using FerCare.Affect;
using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace FerCare.ModelLab.Training;

/// <summary>A teacher of which nothing but the exported file is left; it answers through ONNX Runtime, in bytes where it was quantised.</summary>
public sealed class ExportedTeacher : ITeacher
{
    private static readonly string[] Heads = [NetworkPlan.Fer2013, NetworkPlan.FerPlus];

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string input;

    /// <param name="path">A network with both heads that 'export' or 'quantize' wrote; the manifest beside it may be missing.</param>
    /// <exception cref="LabDataException">There is none, or it takes other faces, gives other answers, or has a manifest of other labels or pixels.</exception>
    public ExportedTeacher(string path)
    {
        if (!File.Exists(path)) throw new LabDataException($"{path}: expected a network written by 'export' or 'quantize', found none.");
        ManifestBeside.Check(path);
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new LabDataException($"{path}: expected an ONNX network, found something else ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }

        try
        {
            input = Checked(path);
            Sha256 = RunSources.HashOf(path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Sha256 { get; }

    public (Tensor Fer2013, Tensor FerPlus) Answer(Tensor faces)
    {
        var pixels = faces.data<float>().ToArray();
        using var value = OrtValue.CreateTensorValueFromMemory(pixels, faces.shape);
        using var answers = session.Run(runOptions, [input], [value], Heads);
        return (Logits(answers[0]), Logits(answers[1]));
    }

    /// <summary>The name of the one input, after a look at what the network says it takes and gives: later it would be the first step that fails.</summary>
    private string Checked(string path)
    {
        if (session.InputMetadata.Count != 1)
            throw new LabDataException($"{path}: expected a network with one input, found {session.InputMetadata.Count} ({string.Join(' ', session.InputMetadata.Keys)}).");
        var (name, faces) = session.InputMetadata.Single();
        if (!IsOf(faces, 1, FaceSet.Side, FaceSet.Side))
            throw new LabDataException($"{path}: expected a network that takes any number of faces, float [n,1,{FaceSet.Side},{FaceSet.Side}], found {Described(faces)}.");
        if (Heads.Except(session.OutputMetadata.Keys).Any())
            throw new LabDataException($"{path}: expected the heads {string.Join(' ', Heads)}, found {string.Join(' ', session.OutputMetadata.Keys)}.");
        foreach (var head in Heads)
            if (!IsOf(session.OutputMetadata[head], Emotions.Count))
                throw new LabDataException($"{path}: expected the head {head} to give float [n,{Emotions.Count}], found {Described(session.OutputMetadata[head])}.");
        return name;
    }

    /// <summary>Whether it is a tensor in single precision, its first dimension free and the others as given.</summary>
    private static bool IsOf(NodeMetadata found, params ReadOnlySpan<int> each) =>
        found.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR && found.ElementType == typeof(float)
        && found.Dimensions is [< 0, ..] && found.Dimensions.AsSpan(1).SequenceEqual(each);

    private static string Described(NodeMetadata found) => found.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR
        ? $"{found.ElementDataType} [{string.Join(',', found.Dimensions.Select(d => d < 0 ? "n" : $"{d}"))}]"
        : $"{found.OnnxValueType}";

    private static Tensor Logits(OrtValue answer) => tensor(answer.GetTensorDataAsSpan<float>().ToArray(), answer.GetTensorTypeAndShape().Shape);

    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }
}
